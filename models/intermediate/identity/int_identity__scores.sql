with

pair_odds as (
    select * from {{ ref('int_identity__pair_odds') }}
),

rivals as (
    select * from {{ ref('int_identity__rivals') }}
),

pattern_vetoes as (
    select * from {{ ref('int_identity__pattern_vetoes') }}
),

-- what else in the other's source each of the two might be
find_rivals as (
    select
        pair_odds.*,
        cast(rivals_a.candidate_odds - pair_odds.candidate_odds as double)
            as rival_odds_a,
        cast(rivals_b.candidate_odds - pair_odds.candidate_odds as double)
            as rival_odds_b
    from pair_odds
    left join rivals as rivals_a
        on pair_odds.record_number_a = rivals_a.record_number
        and pair_odds.source_b = rivals_a.source
        and pair_odds.unmatched_share_a is not null
    left join rivals as rivals_b
        on pair_odds.record_number_b = rivals_b.record_number
        and pair_odds.source_a = rivals_b.source
        and pair_odds.unmatched_share_b is not null
),

-- either nothing else matches there, or something does and this is a further match
weigh_rivals as (
    select
        record_number_a,
        record_number_b,
        pattern,
        household_odds,
        same_bits,
        same_odds,
        is_contradicted,
        coalesce(
            (1 + further_share_a * rival_odds_a) / (unmatched_share_a + rival_odds_a), 1
        ) * coalesce(
            (1 + further_share_b * rival_odds_b) / (unmatched_share_b + rival_odds_b), 1
        ) as rival_factor
    from find_rivals
),

weigh_classes as (
    select
        record_number_a,
        record_number_b,
        pattern,
        household_odds,
        is_contradicted,
        ln(rival_factor) / ln(2.0) as rival_bits,
        same_bits + ln(rival_factor) / ln(2.0) as same_bits,
        same_odds * rival_factor as same_odds
    from weigh_rivals
),

compute_probabilities as (
    select
        classes.record_number_a,
        classes.record_number_b,
        classes.pattern,
        classes.same_bits,
        classes.rival_bits,
        classes.is_contradicted,
        classes.same_odds / (1 + classes.same_odds + classes.household_odds)
            as match_probability,
        ln(classes.same_odds / (1 + classes.household_odds)) / ln(2.0) as match_weight,
        vetoes.pattern is not null as is_vetoed
    from weigh_classes as classes
    left join pattern_vetoes as vetoes
        on classes.pattern = vetoes.pattern
)

select * from compute_probabilities
