with

patterns as (
    select * from {{ ref('int_identity__patterns') }}
),

weights as (
    select * from {{ ref('int_identity__weights') }} where is_veto
),

value_errors as (
    select * from {{ ref('int_identity__value_errors') }}
),

-- only a value that can be trusted here keeps two apart, and the desk that links a
-- request to a customer knows better than the first name in it
find_vetoes as (
    select patterns.pattern
    from patterns
    inner join weights
        on patterns.party = weights.party
        and substr(patterns.pattern, weights.position, 1) = weights.level
    left join value_errors as errors
        on weights.comparison = errors.comparison
    where coalesce(errors.can_veto, true)
        and not (
            weights.comparison = 'first_name' and substr(patterns.pattern, 12, 1) = 'e'
        )
    group by patterns.pattern
)

select * from find_vetoes
