{% macro fold_letters(text_column) -%}
    {#-
        A text as names compare: lower case, umlauts and ß in the one form that survives every
        keyboard (ae, oe, ue, ss), no accents, no apostrophes, one space between words of letters
        and digits; null if nothing is left.
    -#}
    {%- set sql = namespace(text="lower(" ~ text_column ~ ")") -%}
    {%- for written, folded in [
        ("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"),
        ("a\u0308", "ae"), ("o\u0308", "oe"), ("u\u0308", "ue"),
        ("ø", "oe"), ("æ", "ae"), ("œ", "oe"), ("ł", "l"), ("đ", "d"), ("ı", "i"), ("ð", "d"), ("þ", "th"),
    ] -%}
        {%- set sql.text = "replace(" ~ sql.text ~ ", '" ~ written ~ "', '" ~ folded ~ "')" -%}
    {%- endfor -%}
    {%- set letters = regexp_replace_all(fold_accents(sql.text), "[\\x{0300}-\\x{036F}''’`´]") -%}
    nullif(trim({{ regexp_replace_all(letters, "[^\\p{L}\\p{N}]+", " ") }}), '')
{%- endmacro %}
