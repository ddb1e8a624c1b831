{% macro cologne_code(name) -%}
    {#-
        A folded name as it sounds: Kölner Phonetik (Postel 1969), the code in which Meier, Mayr and
        Maier are one, and Müller, Mueller and Muller too. Letters whose sound depends on their
        neighbours are written as digits first (x behind c, k, q as X, since c still looks at it);
        '' where no Latin letter is left.
    -#}
    {%- set code = namespace(sql="'^' || " ~ regexp_replace_all(name, "[^a-z]+")) -%}
    {%- for letters, sound in [
        ("dc", "8c"), ("ds", "8s"), ("dz", "8z"), ("tc", "8c"), ("ts", "8s"), ("tz", "8z"),
        ("cx", "cX"), ("kx", "kX"), ("qx", "qX"), ("sc", "s8"), ("zc", "z8"), ("^cl", "4l"), ("^cr", "4r"),
        ("ca", "4a"), ("ch", "4h"), ("ck", "4k"), ("co", "4o"), ("cq", "4q"), ("cu", "4u"), ("cX", "4X"),
        ("ph", "3"), ("x", "48"),
    ] -%}
        {%- set code.sql = "replace(" ~ code.sql ~ ", '" ~ letters ~ "', '" ~ sound ~ "')" -%}
    {%- endfor -%}
    {%- set digits = "translate(" ~ code.sql
        ~ ", 'aeijouybpdtfvwgkqlmnrszcXh^', '0000000112233344456678888')" -%}
    {%- set single = regexp_replace_all(
        digits,
        "(0)0+|(1)1+|(2)2+|(3)3+|(4)4+|(5)5+|(6)6+|(7)7+|(8)8+",
        "\\1\\2\\3\\4\\5\\6\\7\\8\\9"
    ) -%}
    {{ regexp_replace_all(single, "(.)0", "\\1") }}
{%- endmacro %}
