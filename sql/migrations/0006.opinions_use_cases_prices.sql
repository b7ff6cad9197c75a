-- What people say of models, use them for, and pay for them.
-- depends: 0002.accounts 0003.models_and_benchmarks

create table opinions (
    id bigint generated always as identity,
    model_id bigint not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    date_published date,
    created_by uuid,
    content text not null,
    sentiment text,
    source text,
    author text,
    url text,
    tags text [] not null default '{}',
    constraint opinions_pkey primary key (id),
    constraint opinions_model_id_fkey foreign key (model_id) references models (id) on delete cascade,
    constraint opinions_created_by_fkey foreign key (created_by) references users (id) on delete set null,
    constraint opinions_date_published_check check (date_published between '1900-01-01' and '9999-12-30'),
    constraint opinions_content_check check (content ~ '\S' and char_length(content) <= 20000),
    constraint opinions_sentiment_check check (sentiment in ('positive', 'negative', 'neutral', 'mixed')),
    constraint opinions_source_check check (source = btrim(source) and char_length(source) between 1 and 255),
    constraint opinions_author_check check (author = btrim(author) and char_length(author) between 1 and 255),
    constraint opinions_url_check check (url ~ '^https?://\S+$' and char_length(url) <= 2048),
    constraint opinions_tags_check check (
        -- array_position would fail, not refuse, where a list holds lists.
        case
            when array_ndims(tags) > 1 then false
            else
                cardinality(tags) <= 32
                and array_position(tags, null) is null
                and array_position(tags, '') is null
                and char_length(array_to_string(tags, '')) <= 2000
                and position(',' in array_to_string(tags, '')) = 0
        end
    )
);
-- Undated opinions come last, and one row comparison pages through all of them.
create index opinions_model_idx on opinions (model_id, (coalesce(date_published, '-infinity'::date)) desc, id desc);
create index opinions_newest_idx on opinions ((coalesce(date_published, '-infinity'::date)) desc, id desc);
create index opinions_sentiment_idx on opinions (
    sentiment, (coalesce(date_published, '-infinity'::date)) desc, id desc
) where sentiment is not null;
create index opinions_source_idx on opinions (
    lower(source), (coalesce(date_published, '-infinity'::date)) desc, id desc
) where source is not null;
create index opinions_author_idx on opinions (
    lower(author), (coalesce(date_published, '-infinity'::date)) desc, id desc
) where author is not null;
create index opinions_tags_idx on opinions using gin (tags);
create index opinions_text_idx on opinions using gin (to_tsvector('english'::regconfig, content));
create index opinions_created_by_idx on opinions (created_by) where created_by is not null;
create trigger opinions_set_updated_at before update on opinions
for each row when (old.* is distinct from new.*) execute function set_updated_at();

comment on table opinions is 'What somebody said of a model.';
comment on column opinions.id is 'Never reused.';
comment on column opinions.model_id is 'The model.';
comment on column opinions.created_at is 'When the row was made.';
comment on column opinions.updated_at is 'Last real change; kept by the database.';
comment on column opinions.date_published is 'When it was said; null when unknown.';
comment on column opinions.created_by is 'Who wrote the row; null once that account is gone.';
comment on column opinions.content is 'What was said.';
comment on column opinions.sentiment is 'positive, negative, neutral or mixed; null when nobody has judged.';
comment on column opinions.source is 'Where it was said, in a few words.';
comment on column opinions.author is 'Who said it.';
comment on column opinions.url is 'Where it can be read.';
comment on column opinions.tags is 'Flat set of labels: no nulls, no empty strings, no commas, at most 32.';

create table use_cases (
    id bigint generated always as identity,
    model_id bigint not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    created_by uuid,
    use_case text not null,
    description text,
    mentioned_by text,
    constraint use_cases_pkey primary key (id),
    constraint use_cases_model_id_fkey foreign key (model_id) references models (id) on delete cascade,
    constraint use_cases_created_by_fkey foreign key (created_by) references users (id) on delete set null,
    constraint use_cases_use_case_check check (use_case = btrim(use_case) and char_length(use_case) between 1 and 255),
    constraint use_cases_description_check check (char_length(description) between 1 and 20000),
    constraint use_cases_mentioned_by_check check (
        mentioned_by = btrim(mentioned_by) and char_length(mentioned_by) between 1 and 255
    )
);
create index use_cases_model_idx on use_cases (model_id, id desc);
create index use_cases_text_idx on use_cases using gin (
    to_tsvector('english'::regconfig, use_case || ' ' || coalesce(description, ''))
);
create index use_cases_created_by_idx on use_cases (created_by) where created_by is not null;
create trigger use_cases_set_updated_at before update on use_cases
for each row when (old.* is distinct from new.*) execute function set_updated_at();

comment on table use_cases is 'What a model is used for, and who says so.';
comment on column use_cases.id is 'Never reused.';
comment on column use_cases.model_id is 'The model.';
comment on column use_cases.created_at is 'When the row was made.';
comment on column use_cases.updated_at is 'Last real change; kept by the database.';
comment on column use_cases.created_by is 'Who wrote the row; null once that account is gone.';
comment on column use_cases.use_case is 'In a few words.';
comment on column use_cases.description is 'More; null when there is none.';
comment on column use_cases.mentioned_by is 'Who says so.';

create table model_prices (
    id bigint generated always as identity,
    model_id bigint not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    valid_from date not null,
    provider text not null,
    offering text not null,
    tier text not null default 'standard',
    source_url text,
    input numeric(14, 6),
    output numeric(14, 6),
    cache_read numeric(14, 6),
    cache_write numeric(14, 6),
    constraint model_prices_pkey primary key (id),
    constraint model_prices_offering_key unique (model_id, provider, offering, tier, valid_from),
    constraint model_prices_model_id_fkey foreign key (model_id) references models (id) on delete cascade,
    constraint model_prices_valid_from_check check (valid_from between '1900-01-01' and '9999-12-30'),
    constraint model_prices_provider_check check (provider = btrim(provider) and char_length(provider) between 1 and 100),
    constraint model_prices_offering_check check (offering = btrim(offering) and char_length(offering) between 1 and 255),
    constraint model_prices_tier_check check (tier = btrim(tier) and char_length(tier) between 1 and 50),
    constraint model_prices_source_url_check check (source_url ~ '^https?://\S+$' and char_length(source_url) <= 2048),
    constraint model_prices_amounts_check check (
        least(input, output, cache_read, cache_write) >= 0
        and coalesce(input, output, cache_read, cache_write) is not null
        and 'NaN' not in (coalesce(input, 0), coalesce(output, 0), coalesce(cache_read, 0), coalesce(cache_write, 0))
    )
);
create index model_prices_newest_idx on model_prices (valid_from desc, id desc);
create trigger model_prices_set_updated_at before update on model_prices
for each row when (old.* is distinct from new.*) execute function set_updated_at();

comment on table model_prices is 'What an offering of a model costs from a day on; a row only where the price in force changes.';
comment on column model_prices.id is 'Never reused.';
comment on column model_prices.model_id is 'The model.';
comment on column model_prices.created_at is 'When the row was made.';
comment on column model_prices.updated_at is 'Last real change; kept by the database.';
comment on column model_prices.valid_from is 'First day of this price; it holds until the next row of the same offering and tier.';
comment on column model_prices.provider is 'Who sells it.';
comment on column model_prices.offering is 'The provider''s own name for it.';
comment on column model_prices.tier is 'standard, batch, long context …';
comment on column model_prices.source_url is 'Where the price was read.';
comment on column model_prices.input is 'USD per million input tokens; null when not sold or unknown.';
comment on column model_prices.output is 'USD per million output tokens.';
comment on column model_prices.cache_read is 'USD per million input tokens read from a cache.';
comment on column model_prices.cache_write is 'USD per million input tokens written to a cache.';
