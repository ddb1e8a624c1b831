{% macro vat_text(vat_id) -%}
    {#- A VAT id in capitals and digits, without the words that some write around it. -#}
    {{ regexp_replace_all(
        letters_and_digits(vat_id),
        "^(UMSATZSTEUER|UST|UID|VAT)(IDENTIFIKATIONS|IDENT|ID|REG)?(NUMMER|NUMBER|NR|NO)?|(MWST|TVA|IVA)$"
    ) }}
{%- endmacro %}
