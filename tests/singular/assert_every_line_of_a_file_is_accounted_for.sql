-- Every line of a landed file is its header, a kept row, a line break inside a kept row
-- or a quarantined line; and the rows that landing counts really stand in raw.
with deliveries as (
    select * from {{ ref('stg_land__deliveries') }}
),

raw_rows as (
    select
        cast(null as bigint) as delivery_number,
        cast(null as bigint) as row_count
    {% for table in graph.sources.values() if table.source_name not in ['land', 'state'] %}
    union all
    select
        delivery_number,
        count(*) as row_count
    from {{ source(table.source_name, table.name) }}
    group by delivery_number
    {% endfor %}
)

select
    deliveries.delivery_number,
    deliveries.line_count,
    deliveries.header_line_count
    + deliveries.kept_line_count
    + deliveries.inner_line_break_count
    + deliveries.quarantined_line_count as accounted_line_count,
    deliveries.row_count as counted_row_count,
    raw_rows.row_count as raw_row_count
from deliveries
left join raw_rows
    on deliveries.delivery_number = raw_rows.delivery_number
where
    deliveries.line_count
    <> deliveries.header_line_count
    + deliveries.kept_line_count
    + deliveries.inner_line_break_count
    + deliveries.quarantined_line_count
    or deliveries.row_count <> coalesce(raw_rows.row_count, 0)
