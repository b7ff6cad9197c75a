-- The models of the sample, from a JSON array of objects as in models.csv.
-- index: models_slug_key, for the slugs
--
-- :rows  jsonb
-- returns nothing

insert into models (name, organization, release_date, license, status, description, metadata)
select r.name, r.organization, r.release_date, r.license, r.status, r.description, r.metadata
from jsonb_to_recordset(:rows::jsonb) as r (
    name text, organization text, release_date date, license text, status text, description text, metadata jsonb
);
