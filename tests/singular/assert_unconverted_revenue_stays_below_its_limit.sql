-- Revenue without an exchange rate is in no figure: above max_unconverted_share nothing
-- is published. The share is measured in original amounts, whatever their currency.
with

sum_amounts as (
    select
        sum(abs(original_amount)) as original_amount,
        sum(abs(original_amount)) filter (where amount is null) as unconverted_amount,
        count(*) filter (where amount is null) as unconverted_count
    from {{ ref('revenue_events') }}
)

select *
from sum_amounts
where unconverted_amount > original_amount * {{ var('max_unconverted_share') }}
