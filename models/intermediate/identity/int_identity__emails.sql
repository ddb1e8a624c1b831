with

records as (
    select * from {{ ref('int_identity__records') }}
),

email_words as (
    select * from {{ ref('email_words') }}
),

-- each spelling is looked at once, however many records carry it
list_spellings as (
    select
        email,
        {{ clean_email('email') }} as clean_email
    from records
    where email is not null
    group by email
),

split_addresses as (
    select
        email,
        split_part(clean_email, '@', 1) as local_part,
        {{ regexp_replace_all("split_part(clean_email, '@', 1)", "(.)[+].*$", "\\1") }}
            as local_without_tag,
        split_part(clean_email, '@', 2) as domain,
        split_part(split_part(clean_email, '@', 2), '.', 1) as domain_label
    from list_spellings
),

read_names as (
    select
        *,
        nullif(trim({{ regexp_replace_all(
            'local_without_tag', '[^\\p{L}]+', ' '
        ) }}), '') as email_name
    from split_addresses
),

look_up_words as (
    select
        addresses.*,
        coalesce(providers.ignores_tags, false) as ignores_tags,
        coalesce(providers.kind = 'typo', false) as is_typo,
        roles.word is not null as is_role_email,
        case
            when providers.ignores_dots
                then replace(addresses.local_without_tag, '.', '')
            else addresses.local_without_tag
        end as email_local,
        coalesce(
            providers.provider
            || substr(addresses.domain, length(addresses.domain_label) + 1),
            addresses.domain
        ) as email_domain
    from read_names as addresses
    left join email_words as providers
        on addresses.domain_label = providers.word and providers.kind <> 'role'
    left join email_words as roles
        on addresses.email_name = roles.word and roles.kind = 'role'
),

-- a mistyped provider is a guess: the address stays as written
join_parts as (
    select
        email,
        case when ignores_tags then email_local else local_part end
        || '@'
        || case when is_typo then domain else email_domain end as standard_email,
        email_local,
        email_name,
        email_domain,
        is_role_email
    from look_up_words
)

select * from join_parts
