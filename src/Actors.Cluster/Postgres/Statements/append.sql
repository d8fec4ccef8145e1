-- Stores what all actors of a silo have piled up, each only if it still owns itself. The lock makes whoever raises an
-- epoch wait for this statement, or this statement see the raised epoch; the answer lists the actors that were stored.
with owned as materialized (
    select actor.actor
    from actors.actor
    join unnest($1::bigint[], $2::bigint[]) as claim(actor, epoch) on claim.actor = actor.actor
    where actor.epoch = claim.epoch
    for share of actor
), stored_events as (
    insert into actors.events (actor, sequence, is_snapshot, checksum, events)
    select record.actor, record.sequence, record.is_snapshot, record.checksum, record.events
    from unnest($3::bigint[], $4::bigint[], $5::boolean[], $6::integer[], $7::bytea[])
        as record(actor, sequence, is_snapshot, checksum, events)
    join owned on owned.actor = record.actor
), stored_messages as (
    insert into actors.messages (actor, first_offset, count, time, checksum, messages)
    select record.actor, record.first_offset, record.count, record.time, record.checksum, record.messages
    from unnest($8::bigint[], $9::bigint[], $10::integer[], $11::bigint[], $12::integer[], $13::bytea[])
        as record(actor, first_offset, count, time, checksum, messages)
    join owned on owned.actor = record.actor
)
select actor from owned
