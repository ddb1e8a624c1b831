{% macro compare_first_names(a, b) -%}
    {#-
        How two records' first names agree, as a letter: j one is called junior and the other senior; e the
        same or a known variant; i the initial; g unknown or an initial, and another salutation; s but for a
        slip; k one begins or ends like the other (short names); x swapped with the last name; h one of them
        is the other's last name; r a rare name with half of the other's letters; a not, but one stands in an
        e-mail address only; d not, or a slip between salutations that differ; - unknown, or one only stands
        in the e-mail address that both give.
        Their counts stand in tables called count_<record>. A slip makes a rare name out of a common one:
        two names that both are borne by many are two.
    -#}
    {%- set rare = "least(count_" ~ a ~ ".first_name_count, count_" ~ b ~ ".first_name_count)" -%}
    {%- set common = "greatest(count_" ~ a ~ ".first_name_count, count_" ~ b ~ ".first_name_count)" -%}
    {%- set one_is_rare = "(" ~ rare ~ " <= 2 or 10 * " ~ rare ~ " <= " ~ common ~ ")" -%}
    case
        when {{ a }}.generation <> {{ b }}.generation then 'j'
        when {{ a }}.first_name is null or {{ b }}.first_name is null
            then case when {{ a }}.gender <> {{ b }}.gender then 'g' else '-' end
        when {{ a }}.first_name_group = {{ b }}.first_name_group then 'e'
        when {{ is_swapped(a, b) }} then 'x'
        when length({{ a }}.first_name) = 1 or length({{ b }}.first_name) = 1
            then case
                when substr({{ a }}.first_name, 1, 1) <> substr({{ b }}.first_name, 1, 1)
                    and substr({{ a }}.first_name_group, 1, 1) <> substr({{ b }}.first_name_group, 1, 1)
                    then 'd'
                when {{ a }}.gender <> {{ b }}.gender then 'g'
                else 'i'
            end
        when {{ a }}.gender <> {{ b }}.gender then 'd'
        when ({{ a }}.first_names <> {{ a }}.first_name or {{ b }}.first_names <> {{ b }}.first_name)
            and (replace({{ a }}.first_names, ' ', '') = replace({{ b }}.first_names, ' ', '')
                or ' ' || {{ a }}.first_names || ' ' like '% ' || {{ b }}.first_name || ' %'
                or ' ' || {{ b }}.first_names || ' ' like '% ' || {{ a }}.first_name || ' %') then 's'
        when {{ one_is_rare }}
            and ({{ a }}.first_name_key = {{ b }}.first_name_key
                or {{ a }}.first_name like {{ b }}.first_name || '%'
                or {{ b }}.first_name like {{ a }}.first_name || '%'
                or {{ is_similar(a ~ '.first_name', b ~ '.first_name') }}) then 's'
        when substr({{ a }}.first_name, 1, 3) = substr({{ b }}.first_name, 1, 3)
            or {{ a }}.first_name like {{ b }}.first_name || '%'
            or {{ b }}.first_name like {{ a }}.first_name || '%'
            or {{ a }}.first_name like '%' || {{ b }}.first_name
            or {{ b }}.first_name like '%' || {{ a }}.first_name then 'k'
        when {{ a }}.first_name = {{ b }}.last_name or {{ b }}.first_name = {{ a }}.last_name then 'h'
        when {{ one_is_rare }}
            and 2 * levenshtein({{ a }}.first_name, {{ b }}.first_name)
            <= greatest(length({{ a }}.first_name), length({{ b }}.first_name)) then 'r'
        when {{ a }}.is_first_name_mailed or {{ b }}.is_first_name_mailed
            then case when {{ a }}.email = {{ b }}.email then '-' else 'a' end
        else 'd'
    end
{%- endmacro %}
