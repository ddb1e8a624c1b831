{% macro cologne_code(name) -%}
    {#-
        A folded name as it sounds: Kölner Phonetik (Postel 1969), the code in which Meier, Mayr and
        Maier are one, and Müller, Mueller and Muller too; '' where no Latin letter is left. Letters
        that sound by their neighbours are rewritten first: S and X are an 8 whose neighbours count no more.
    -#}
    {%- set letters = namespace(sql=regexp_replace_all(name, "[^a-z]+")) -%}
    {%- for heard, written in [
        ("[dt]([csz])", "S\\1"), ("([ckq])x", "\\1X"), ("([sz])c", "\\1S"), ("^c([lr])", "k\\1"),
        ("c([ahkoquX])", "k\\1"), ("ph", "f"), ("x", "ks"),
    ] -%}
        {%- set letters.sql = regexp_replace_all(letters.sql, heard, written) -%}
    {%- endfor -%}
    {%- set digits = "translate(" ~ letters.sql
        ~ ", 'aeijouybpdtfvwgkqlmnrszcSXh', '00000001122333444566788888')" -%}
    {%- set single = regexp_replace_all(
        digits,
        "(0)0+|(1)1+|(2)2+|(3)3+|(4)4+|(5)5+|(6)6+|(7)7+|(8)8+",
        "\\1\\2\\3\\4\\5\\6\\7\\8\\9"
    ) -%}
    {{ regexp_replace_all(single, "(.)0", "\\1") }}
{%- endmacro %}
