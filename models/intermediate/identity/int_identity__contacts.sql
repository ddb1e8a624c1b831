with

contact_numbers as (
    select * from {{ ref('int_identity__contact_numbers') }}
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

-- a number without a country is read as the one that others write with theirs
find_known_numbers as (
    select
        substr(numbers.phone_number, length('+' || countries.calling_code) + 1)
            as national_number,
        min(numbers.phone_number) as phone_number
    from contact_numbers as numbers
    inner join countries
        on substr(numbers.phone_number, length('+') + 1, 2) = countries.calling_code
    where numbers.national_number is null
    group by
        substr(numbers.phone_number, length('+' || countries.calling_code) + 1)
    having min(numbers.phone_number) = max(numbers.phone_number)
),

choose_numbers as (
    select
        numbers.*,
        coalesce(known.phone_number, numbers.phone_number) as chosen_number
    from contact_numbers as numbers
    left join find_known_numbers as known
        on numbers.national_number = known.national_number
),

-- a value that fails its own rules is no evidence, but for a VAT id written alike twice
keep_valid_values as (
    select
        numbers.record_id,
        streets.standard_street,
        coalesce(numbers.house_number, streets.house_number_in_street)
            as standard_house_number,
        case
            when {{ regexp_matches('numbers.chosen_number', '^[+][1-9][0-9]{6,14}$') }}
                then numbers.chosen_number
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
    from choose_numbers as numbers
    left join streets
        on numbers.street = streets.street
    left join cities
        on numbers.city = cities.city
)

select * from keep_valid_values
