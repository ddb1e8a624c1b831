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
    select cast(count(*) as double) as record_count from compared_records
),

-- a company's own training speaks before the seed
choose_shares as (
    select
        defaults.party,
        defaults.comparison,
        defaults.level,
        defaults.label_de,
        defaults.label_en,
        defaults.position,
        coalesce(trained.same_share, defaults.same_share) as same_share,
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
    from match_weights as defaults
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
        ln(same_share / unrelated_share) / ln(2.0) as same_bits,
        ln(household_share / unrelated_share) / ln(2.0) as household_bits
    from choose_shares
)

select * from weigh_levels
