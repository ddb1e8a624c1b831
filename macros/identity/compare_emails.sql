{% macro compare_emails(a, b) -%}
    {#-
        How two records' e-mail addresses agree, as a letter: e the same; l the same before the @;
        n so too or nearly, but only the owner's name; y the owner's name and a year; s but for a slip
        before the @; f at the same firm; d not; - unknown.
    -#}
    case
        when {{ a }}.email is null or {{ b }}.email is null then '-'
        when {{ a }}.email = {{ b }}.email then 'e'
        when {{ a }}.email_local = {{ b }}.email_local
            then case
                when not {{ a }}.is_email_only_name then 'l'
                when {{ a }}.email_year is null then 'n'
                else 'y'
            end
        when {{ a }}.email_domain = {{ b }}.email_domain
            and {{ is_similar(a ~ '.email_local', b ~ '.email_local') }}
            then case when {{ a }}.is_email_only_name and {{ b }}.is_email_only_name then 'n' else 's' end
        when {{ a }}.email_domain = {{ b }}.email_domain
            and ({{ a }}.company_name is not null or {{ b }}.company_name is not null)
            and 'company' in ({{ a }}.party_type, {{ b }}.party_type) then 'f'
        else 'd'
    end
{%- endmacro %}
