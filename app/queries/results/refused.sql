-- Which results of a JSON array are refused, and by which constraint, or by which column that may not be null.
-- It inserts them to see that: whoever asks rolls back.
-- index: none; it reads what it is given
--
-- :rows  jsonb
-- returns many Refused: row_number int8, constraint_name text

select
    r.row_number,
    r.constraint_name
from refused_results(:rows::jsonb) as r;
