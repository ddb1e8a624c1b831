{% macro vat_text(vat_id) -%}
    {#- A VAT id in capitals and digits, without the words that some write around it. -#}
    {{ regexp_replace_all(
        letters_and_digits(vat_id), "^(USTIDNR|USTID|UID|VATID|VAT)|(MWST|TVA|IVA)$"
    ) }}
{%- endmacro %}
