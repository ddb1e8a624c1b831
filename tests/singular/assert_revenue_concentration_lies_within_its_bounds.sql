-- Larger groups of customers make larger shares, indices lie between equality and
-- monopoly, and customers with positive revenue bring at least the revenue of all.
select concentration.*
from {{ ref('revenue_concentration') }} as concentration
inner join {{ ref('revenue_retention') }} as retention
    on concentration.month = retention.month and concentration.scope = retention.scope
where concentration.revenue_amount < retention.end_amount
    or (concentration.customer_count > 0) <> (concentration.hhi is not null)
    or concentration.top_1_share > concentration.top_5_share
    or concentration.top_5_share > concentration.top_10_share
    or concentration.top_10_share > 1
    or concentration.top_10pct_share < concentration.top_1_share
    or concentration.top_20pct_share < concentration.top_10pct_share
    or concentration.customers_for_50pct > concentration.customers_for_80pct
    or concentration.customers_for_80pct > concentration.customer_count
    or concentration.gini not between -0.000001 and 1
    or concentration.hhi > 10000.000001
    or concentration.effective_customers > concentration.customer_count + 0.000001
