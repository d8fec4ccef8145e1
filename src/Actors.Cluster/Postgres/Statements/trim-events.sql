-- Drops what a stored snapshot stands for.
delete from actors.events
using unnest($1::bigint[], $2::bigint[]) as snapshot(actor, sequence)
where events.actor = snapshot.actor and events.sequence < snapshot.sequence
