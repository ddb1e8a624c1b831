with

comparisons as (
    select * from {{ ref('int_identity__comparisons') }}
),

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

match_weights as (
    select * from {{ ref('match_weights') }}
),

count_records as (
    select cast(count(*) as double) as record_count from compared_records
),

list_patterns as (
    select
        pattern,
        count(*) as pair_count
    from comparisons
    group by pattern
),

-- how much more often each agreement occurs in a class than between two people at random;
-- of an equal value the chance at random is its own share of the records
weigh_agreements as (
    select
        listed.pattern,
        weights.position,
        weights.level,
        weights.label_de,
        weights.label_en,
        ln(
            weights.same_share / case
                when weights.is_frequency_adjusted then 1 / counted.record_count
                else weights.unrelated_share
            end
        ) / ln(2.0) as same_bits,
        ln(
            weights.household_share / case
                when weights.is_frequency_adjusted then 1 / counted.record_count
                else weights.unrelated_share
            end
        ) / ln(2.0) as household_bits
    from list_patterns as listed
    inner join match_weights as weights
        on substr(listed.pattern, 1, 1) = weights.party
        and substr(listed.pattern, weights.position, 1) = weights.level
    cross join count_records as counted
),

add_up as (
    select
        pattern,
        sum(same_bits) as same_bits,
        sum(household_bits) as household_bits
    from weigh_agreements
    group by pattern
),

-- before anything is compared, two records are one customer as seldom as this
add_priors as (
    select
        listed.pattern,
        listed.pair_count,
        coalesce(added.same_bits, 0)
        + ln(case
            when substr(listed.pattern, 1, 1) = 'c'
                then {{ var('expected_company_matches_per_record') }}
            else {{ var('expected_matches_per_record') }}
        end / counted.record_count) / ln(2.0) as same_bits,
        coalesce(added.household_bits, 0)
        + ln({{ var('expected_housemates_per_record') }} / counted.record_count)
        / ln(2.0) as household_bits
    from list_patterns as listed
    left join add_up as added
        on listed.pattern = added.pattern
    cross join count_records as counted
)

select * from add_priors
