with

standings as (
    select * from {{ ref('int_relationship__standings') }}
),

scores as (
    select *
    from {{ ref('int_relationship__risk_scores') }}
    where cut_off_number = 0
),

deadlines as (
    select * from {{ ref('int_relationship__contract_deadlines') }}
),

terms as (
    select *
    from {{ ref('int_relationship__contract_terms') }}
    where death_known_on <= {{ as_of_date() }}
),

find_other_contracts as (
    select customer_id
    from deadlines
    where missing_reason <> 'death' or missing_reason is null
    group by customer_id
),

-- the dead are no one to be kept; whoever holds another contract or has bought since
-- lives, and it was somebody else who died
set_apart as (
    select
        standings.customer_id,
        case
            when standings.lifecycle_status in ('prospect', 'former')
                then standings.lifecycle_status
            when others.customer_id is null
                and max(terms.death_known_on) >= standings.last_occasion_date
                then 'deceased'
        end as apart_reason
    from standings
    left join terms on standings.customer_id = terms.customer_id
    left join find_other_contracts as others
        on standings.customer_id = others.customer_id
    group by
        standings.customer_id,
        standings.lifecycle_status,
        standings.last_occasion_date,
        others.customer_id
),

-- what has been cancelled is lost for certain
list_scores as (
    select
        customer_id,
        subject,
        missing_reason,
        risk_score,
        average_share
    from scores
    union all
    select
        customer_id,
        'contract' as subject,
        null as missing_reason,
        1 as risk_score,
        null as average_share
    from deadlines
    where missing_reason = 'cancelled' and customer_id is not null
),

-- the contract most at risk speaks for its holder
find_highest_scores as (
    select
        customer_id,
        min(subject) as subject,
        min(missing_reason) as missing_reason,
        max(risk_score) as risk_score,
        max(average_share) as average_share
    from list_scores
    group by customer_id
),

describe_scores as (
    select
        set_apart.customer_id,
        case when set_apart.apart_reason is null then highest.subject end as subject,
        case
            when set_apart.apart_reason is not null then set_apart.apart_reason
            when highest.risk_score is null
                then coalesce(highest.missing_reason, 'no_contract_to_judge')
        end as missing_reason,
        case when set_apart.apart_reason is null then highest.risk_score end
            as risk_score,
        highest.average_share,
        highest.risk_score / nullif(1 - highest.risk_score, 0)
        / nullif(highest.average_share, 0)
        * (1 - highest.average_share) as odds_ratio
    from set_apart
    left join find_highest_scores as highest
        on set_apart.customer_id = highest.customer_id
)

select * from describe_scores
