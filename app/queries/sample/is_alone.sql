-- Is nobody else loading the sample? Whoever is told so has the turn until the end of the transaction.
-- index: none; no table is read
--
-- returns one bool

select pg_try_advisory_xact_lock(hashtextextended('model-catalogue sample', 0));
