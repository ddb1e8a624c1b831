{% macro compare_company_names(a, b) -%}
    {#-
        How two records' company names agree, as a letter: e the same words; s but for a slip or what follows;
        m one stands in the other's e-mail address; o one is a person, who may name the firm and is not it;
        d not; - unknown, or two persons, whom a firm neither joins nor parts.
    -#}
    {%- set both_known = a ~ ".company_name is not null and " ~ b ~ ".company_name is not null" -%}
    case
        when 'company' not in (coalesce({{ a }}.party_type, 'person'), coalesce({{ b }}.party_type, 'person'))
            then '-'
        when {{ a }}.party_type <> {{ b }}.party_type and {{ both_known }} then 'o'
        when {{ a }}.company_name = {{ b }}.company_name
            or {{ a }}.company_words = {{ b }}.company_words then 'e'
        when {{ both_known }}
            then case
                when {{ is_similar(a ~ '.company_words', b ~ '.company_words') }}
                    or {{ a }}.company_name like {{ b }}.company_name || '%'
                    or {{ b }}.company_name like {{ a }}.company_name || '%' then 's'
                else 'd'
            end
        when coalesce({{ a }}.company_name, {{ a }}.email_domain_name)
            = coalesce({{ b }}.company_name, {{ b }}.email_domain_name)
            and ({{ a }}.company_name is not null or {{ b }}.company_name is not null) then 'm'
        when {{ a }}.party_type <> {{ b }}.party_type then 'o'
        else '-'
    end
{%- endmacro %}
