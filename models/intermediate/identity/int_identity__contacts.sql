with

records as (
    select * from {{ ref('int_identity__records') }}
),

cities as (
    select * from {{ ref('int_identity__cities') }}
),

streets as (
    select * from {{ ref('int_identity__streets') }}
),

countries as (
    select * from {{ ref('countries') }}
),

-- AT, A, Österreich, Austria
list_country_names as (
    select upper(country) as country_name, country from countries
    union all
    select upper(vehicle_code) as country_name, country from countries
    union all
    select upper(label_de) as country_name, country from countries
    union all
    select upper(label_en) as country_name, country from countries
),

name_countries as (
    select
        country_name,
        min(country) as country
    from list_country_names
    group by country_name
),

clean_texts as (
    select
        record_id,
        street,
        city,
        {{ house_number('house_number') }} as house_number,
        {{ phone_digits('phone') }} as phone_digits,
        {{ letters_and_digits('iban') }} as iban_text,
        {{ vat_text('vat_id') }} as vat_text,
        {{ postal_code('postal_code') }} as postal_code_text,
        upper(trim(country)) as country_name,
        {{ postal_prefix('postal_code') }} as postal_prefix
    from records
),

look_up_countries as (
    select
        texts.*,
        {{ iban_digits('texts.iban_text') }} as iban_digits,
        coalesce(named.country, prefixed.country) as country_code,
        iban_countries.iban_length
    from clean_texts as texts
    left join name_countries as named
        on texts.country_name = named.country_name
    left join name_countries as prefixed
        on texts.postal_prefix = prefixed.country_name
    left join countries as iban_countries
        on substr(texts.iban_text, 1, 2) = iban_countries.country
),

-- numbers are read by the rules of the record's country
read_numbers as (
    select
        texts.*,
        {{ standard_phone(
            'texts.phone_digits', 'countries.calling_code', 'countries.trunk_prefix'
        ) }} as phone_number,
        {{ restore_lost_zero(
            'texts.postal_code_text', 'countries.postal_code_length'
        ) }} as standard_postal_code
    from look_up_countries as texts
    left join countries
        on coalesce(texts.country_code, '{{ var("home_country") }}') = countries.country
),

-- a value that fails its own rules is no evidence, but for a VAT id written alike twice
keep_valid_values as (
    select
        numbers.record_id,
        streets.standard_street,
        coalesce(numbers.house_number, streets.house_number_in_street)
            as standard_house_number,
        case
            when {{ regexp_matches('numbers.phone_number', '^[+][1-9][0-9]{6,14}$') }}
                then numbers.phone_number
        end as standard_phone,
        case
            when {{ remainder_of_97('numbers.iban_digits') }} = 1
                and length(numbers.iban_text)
                = coalesce(numbers.iban_length, length(numbers.iban_text))
                then numbers.iban_text
        end as standard_iban,
        case
            when {{ is_valid_vat_id('numbers.vat_text') }} then numbers.vat_text
        end as standard_vat_id,
        case
            when not {{ is_valid_vat_id('numbers.vat_text') }}
                and {{ regexp_matches(
                    'numbers.vat_text', '^[A-Z]{2}[A-Z0-9]*[0-9]{7}[A-Z0-9]*$'
                ) }} then numbers.vat_text
        end as failing_vat_id,
        coalesce(numbers.standard_postal_code, cities.postal_code_in_city)
            as standard_postal_code,
        cities.standard_city,
        numbers.country_code
    from read_numbers as numbers
    left join streets
        on numbers.street = streets.street
    left join cities
        on numbers.city = cities.city
)

select * from keep_valid_values
