{% macro street_with_number(street) -%}
    {#-
        A street as written in lower case, its house number behind a bar (hauptstr.|12 a) if it holds
        one: the last number in front of which a letter stands and behind which nothing but its own
        letter, a range or what follows a comma (Hauptstr. 12, 3. OG); or one in front of the street,
        as in 12 Main Street. The 17 of Straße des 17. Juni is none.
    -#}
    {%- set text = "replace(lower(" ~ street ~ "), '|', ' ')" -%}
    {%- set text = regexp_replace_all(
        text, "^(?:flat|apartment|apt|unit) [^,]*,|(\\p{L}{2}.*[0-9] ?[a-z]?) *,.*$", "\\1"
    ) -%}
    {%- set behind = regexp_replace_all(
        text,
        "^(.*\\p{L}.*?)[ ,.]*([0-9]+ *(?:[a-z]\\b)?)(?: *[-/+&] *[0-9]* *(?:[a-z]\\b)?| 1/[0-9])* *$",
        "\\1|\\2"
    ) -%}
    {{ regexp_replace_all(
        behind, "^ *(?:[0-9]+ */ *)?([0-9]+ *(?:[a-z]\\b)?)[ ,]+(\\p{L}[^|]*)$", "\\2|\\1"
    ) }}
{%- endmacro %}
