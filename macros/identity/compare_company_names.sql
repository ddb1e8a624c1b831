{% macro compare_company_names(a, b) -%}
    {#-
        How two records' company names agree, as a letter: e the same words, in the last name's field too;
        s but for a slip or what follows; m one stands in the other's e-mail address; v one is a person and
        one a firm, as both say themselves; o so it seems, and not only by an e-mail address that both give;
        d not; - unknown, or two persons, whom a firm neither joins nor parts.
    -#}
    {%- set both_known = a ~ ".company_name is not null and " ~ b ~ ".company_name is not null" -%}
    {%- set person_and_company = a ~ ".party_type <> " ~ b ~ ".party_type" -%}
    {%- set one_names_firm = "case " ~ a ~ ".party_type when 'company' then " ~ a ~ ".company_name else "
        ~ b ~ ".company_name end is not null" -%}
    case
        when 'company' not in (coalesce({{ a }}.party_type, 'person'), coalesce({{ b }}.party_type, 'person'))
            then '-'
        when {{ person_and_company }}
            and (replace({{ a }}.last_name, ' ', '') = {{ b }}.company_name
                or replace({{ b }}.last_name, ' ', '') = {{ a }}.company_name) then 'e'
        when {{ person_and_company }}
            and {{ a }}.is_clear_party and {{ b }}.is_clear_party then 'v'
        when {{ person_and_company }} and {{ both_known }} then 'o'
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
        when {{ person_and_company }} and {{ one_names_firm }}
            and (coalesce({{ a }}.email <> {{ b }}.email, true)
                or not ({{ a }}.is_last_name_mailed or {{ b }}.is_last_name_mailed)) then 'o'
        else '-'
    end
{%- endmacro %}
