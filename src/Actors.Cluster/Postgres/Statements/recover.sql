-- The newest snapshot and what happened since.
select sequence, is_snapshot, checksum, events
from actors.events
where actor = $1
  and sequence >= coalesce((select max(sequence) from actors.events where actor = $1 and is_snapshot), 0)
order by sequence
