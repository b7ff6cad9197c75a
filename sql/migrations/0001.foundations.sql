-- Functions that every table shares: timestamps, names as people compare them, slugs, words to search.
-- depends:

create function set_updated_at() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    -- statement_timestamp, not now(): two updates in one transaction differ.
    new.updated_at := statement_timestamp();
    return new;
end
$$;

comment on function set_updated_at() is
'Before-update trigger: the database keeps updated_at. Attached with "when (old.* is distinct from new.*)", so an update that changes nothing changes no timestamp.';

-- ASCII punctuation only is taken for a separator: [[:alnum:]] would drop whole names under the C collation.
create function normal_name(name text) returns text
language sql immutable parallel safe strict
return lower(btrim(regexp_replace(normalize(name, nfkc), '[\s!-*,/:;=?@\[-`{-~-]+', ' ', 'g')));

comment on function normal_name(text) is
'A name as it is compared: "GPT-4", "gpt 4" and "Gpt_4" are one; "." and "+" tell versions apart and stay.';

-- Lower case as in "C": a Turkish server would make of I a letter that no address has.
create function slug_text(name text) returns text
language sql immutable parallel safe strict
return btrim(
    regexp_replace(
        replace(replace(replace(
            lower(regexp_replace(normalize(name, nfkd), '[\u0300-\u036f]', '', 'g') collate "C"),
            '+', '-plus'), '<', '-lt-'), '>', '-gt-'),
        '[^a-z0-9.]+|\.(?![a-z0-9])|(?<![a-z0-9])\.', '-', 'g'),
    '-');

comment on function slug_text(text) is
'The readable part of a name for an address: "C++ (<8B)" is c-plus-plus-lt-8b. May be empty or without a letter; slug_base cures that.';

create function slug_base(name text, fallback text) returns text
language sql immutable parallel safe
return btrim(left(
    case
        when slug_text(name) ~ '[a-z]' then regexp_replace(slug_text(name), '-{2,}', '-', 'g')
        when slug_text(name) = '' then fallback
        else fallback || '-' || regexp_replace(slug_text(name), '-{2,}', '-', 'g')
    end, 90), '-.');

comment on function slug_base(text, text) is
'slug_text with at least one letter, so that an address is never mistaken for a number, and room for a suffix.';

create function name_words(names text) returns tsvector
language sql immutable parallel safe strict
return array_to_tsvector(array_remove(string_to_array(normal_name(names), ' '), ''));

comment on function name_words(text) is
'The words of a name without a text-search parser, which would take "-4" for a number and "v2.5" for a host.';

create function name_query(search text) returns tsquery
language sql immutable parallel safe strict
return (
    select string_agg(quote_literal(word) || ':*', ' & ')::tsquery
    from unnest(array_remove(string_to_array(normal_name(search), ' '), '')) as word
);

comment on function name_query(text) is
'Every word of the search as a beginning of a word: "llama 8b" finds Llama-3.1-8B-Instruct. Null where nothing but punctuation is asked.';

-- On the text, where a string is matched whole and kept: a function that calls itself would end a deep document with
-- one line of context for each level.
create function plain_numbers(value jsonb) returns jsonb
language sql immutable parallel safe strict
return regexp_replace(
    value::text, '("(?:[^"\\]|\\.)*")|(\.[0-9]*[1-9])0+(?![0-9])|\.0+(?![0-9])', '\1\2', 'g'
)::jsonb;

comment on function plain_numbers(jsonb) is
'The same JSON with 5.0 and 5.00 written as 5: equal settings have one text.';
