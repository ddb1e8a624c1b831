{#-
    Fails on every value of the key that stands in more than one row, or lacks a part.

    columns           the parts of the key that are never empty
    optional_columns  further parts that may be empty (two empty parts are equal)

    One test where `unique` and `not_null` on each part would be several.
-#}
{% test is_key(model, columns, optional_columns=[]) %}

select
    {{ (columns + optional_columns) | join(', ') }},
    count(*) as row_count
from {{ model }}
group by {{ (columns + optional_columns) | join(', ') }}
having
    count(*) > 1
    {%- for column in columns %}
    or {{ column }} is null
    {%- endfor %}

{% endtest %}
