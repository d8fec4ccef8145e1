-- Drops the records all of whose messages lie in a range that nobody needs; tells how far each range was emptied.
with dropped as (
    delete from actors.messages
    using unnest($1::bigint[], $2::bigint[], $3::bigint[]) as free(actor, first_offset, past)
    where messages.actor = free.actor
      and messages.first_offset >= free.first_offset and messages.first_offset < free.past
      and messages.first_offset + messages.count <= free.past
    returning messages.actor, free.past, messages.first_offset + messages.count as emptied
)
select actor, past, max(emptied) from dropped group by actor, past
