-- Has nobody ever written here? A catalogue that was emptied on purpose stays empty.
-- index: none; the first row of two tables
--
-- returns one bool

select not exists (select from changes as c) and not exists (select from models as m);
