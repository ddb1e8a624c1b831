with

basket_sizes as (
    select * from {{ ref('int_relationship__basket_sizes') }}
),

own_baskets as (
    select * from {{ ref('int_relationship__own_baskets') }}
),

shop_starts as (
    select * from {{ ref('int_activity__source_starts') }} where source = 'shop'
),

compare_classes as (
    select
        month,
        period_months,
        is_complete,
        max(order_count) filter (where revenue_class = 'new') as first_count,
        max(order_count) filter (where revenue_class = 'existing') as later_count,
        max(mean_basket) filter (where revenue_class = 'new') as first_mean,
        max(mean_basket) filter (where revenue_class = 'existing') as later_mean,
        max(median_basket) filter (where revenue_class = 'new') as first_median,
        max(median_basket) filter (where revenue_class = 'existing') as later_median
    from basket_sizes
    group by month, period_months, is_complete
),

list_readings as (
    select
        'pooled_mean' as reading, first_count, later_count,
        first_mean as first_basket, later_mean as later_basket,
        period_months, is_complete, month
    from compare_classes
    union all
    select
        'median' as reading, first_count, later_count,
        first_median as first_basket, later_median as later_basket,
        period_months, is_complete, month
    from compare_classes
    union all
    select
        'within_customer' as reading, own_baskets.customer_count as first_count,
        own_baskets.customer_count as later_count,
        own_baskets.first_basket,
        own_baskets.later_basket,
        compare_classes.period_months, compare_classes.is_complete,
        compare_classes.month
    from compare_classes
    left join own_baskets
        on compare_classes.month = own_baskets.month
        and compare_classes.period_months = own_baskets.period_months
),

-- without both sides there is no comparison
divide_baskets as (
    select
        readings.reading,
        case
            when readings.later_count is null then 'no_later_basket'
            when readings.first_count is null then 'no_first_basket'
            when readings.first_basket = 0 then 'first_basket_of_nothing'
        end as missing_reason,
        cast(readings.period_months as integer) as period_months,
        cast(coalesce(readings.first_count, 0) as bigint) as first_count,
        cast(coalesce(readings.later_count, 0) as bigint) as later_count,
        cast(readings.first_basket as decimal(18, 2)) as first_basket_amount,
        cast(readings.later_basket as decimal(18, 2)) as later_basket_amount,
        readings.later_basket / nullif(readings.first_basket, 0) - 1 as uplift,
        readings.is_complete,
        shop_starts.source is not null as is_trusted,
        readings.month
    from list_readings as readings
    left join shop_starts
        on {{ add_months('readings.month', '1 - readings.period_months') }}
        >= shop_starts.trusted_from_month
)

select * from divide_baskets
