with

match_weights as (
    select * from {{ ref('match_weights') }}
),

trained_weights as (
    select * from {{ ref('stg_state__match_weights') }}
),

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

count_records as (
    select
        cast(count(*) as double) as record_count,
        count(case when birth_date is not null and birth_year = email_year then 1 end)
            as same_year_count,
        count(case when birth_date is not null and birth_year <> email_year then 1 end)
            as other_year_count
    from compared_records
),

-- a year in an address is one of birth as often as with those whose birth date is known
learn_shares as (
    select
        match_weights.*,
        case
            when match_weights.comparison <> 'birth_year'
                then match_weights.same_share
            else (
                case match_weights.level
                    when 'e' then counted.same_year_count
                    else counted.other_year_count
                end
                + match_weights.same_share * {{ var('prior_record_weight') }}
            ) / (
                counted.same_year_count + counted.other_year_count
                + {{ var('prior_record_weight') }}
            )
        end as learnt_share
    from match_weights
    cross join count_records as counted
),

-- a company's own training speaks before what is learnt from its records, or the seed
choose_shares as (
    select
        defaults.party,
        defaults.comparison,
        defaults.level,
        defaults.label_de,
        defaults.label_en,
        defaults.position,
        defaults.is_veto,
        coalesce(trained.same_share, defaults.learnt_share) as same_share,
        coalesce(trained.household_share, defaults.household_share) as household_share,
        -- two records are one as seldom as there are records; of an equal value the
        -- chance is its own share of the records, which comparisons take from the bits:
        -- in a handful of records as if there were more, or nothing would be rare
        case
            when defaults.comparison = 'prior' then counted.record_count
            when defaults.is_frequency_adjusted
                then 1 / greatest(counted.record_count, {{ var('min_population') }})
            else defaults.unrelated_share
        end as unrelated_share
    from learn_shares as defaults
    left join trained_weights as trained
        on defaults.party = trained.party
        and defaults.comparison = trained.comparison
        and defaults.level = trained.level
    cross join count_records as counted
),

weigh_levels as (
    select
        party,
        comparison,
        level,
        label_de,
        label_en,
        position,
        is_veto,
        ln(same_share / unrelated_share) / ln(2.0) as same_bits,
        ln(household_share / unrelated_share) / ln(2.0) as household_bits
    from choose_shares
)

select * from weigh_levels
