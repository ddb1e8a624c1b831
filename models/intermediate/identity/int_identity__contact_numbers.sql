with

records as (
    select * from {{ ref('int_identity__records') }}
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
        countries.calling_code,
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

-- without country and plus a number could be one of several countries
find_national_numbers as (
    select
        record_id,
        street,
        city,
        house_number,
        country_code,
        phone_number,
        case
            when country_code is null and phone_digits not like '+%'
                then substr(phone_number, length('+' || calling_code) + 1)
        end as national_number,
        standard_postal_code,
        iban_text,
        iban_digits,
        iban_length,
        vat_text
    from read_numbers
)

select * from find_national_numbers
