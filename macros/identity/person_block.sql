{% macro person_block() -%}
    {#- The columns of a person block, in the landing contract's order. -#}
    party_type,
    salutation,
    title,
    first_name,
    last_name,
    company_name,
    birth_date,
    email,
    phone,
    street,
    house_number,
    postal_code,
    city,
    country,
    iban,
    vat_id
{%- endmacro %}
