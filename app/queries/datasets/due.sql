-- Seconds until the next dataset may be taken to be read: its turn comes, or its reader's lease ends.
-- index: datasets_waiting_idx
--
-- returns at most one float8

select extract(epoch from min(greatest(d.run_after, d.leased_until)) - now())::float8 as seconds
from datasets as d
where d.status in ('uploaded', 'processing')
having count(*) > 0;
