with

patterns as (
    select * from {{ ref('int_identity__patterns') }}
),

weights as (
    select * from {{ ref('int_identity__weights') }}
),

priors as (
    select * from {{ ref('int_identity__priors') }}
),

-- what is swapped is weighed once: the second of the two names adds nothing
read_letters as (
    select
        patterns.pattern,
        weights.comparison,
        weights.level,
        weights.label_de,
        weights.label_en,
        weights.position,
        weights.same_bits + case
            when weights.comparison = 'prior' then priors.moved_bits else 0
        end as bits
    from patterns
    inner join weights
        on patterns.party = weights.party
        and substr(patterns.pattern, weights.position, 1) = weights.level
    inner join priors
        on weights.party = priors.party
    where weights.same_bits <> 0 or weights.comparison = 'prior'
),

add_up as (
    select
        *,
        row_number() over (partition by pattern order by position) as step_number,
        sum(bits) over (partition by pattern order by position) as total_bits,
        position = max(position) over (partition by pattern) as is_last
    from read_letters
)

select * from add_up
