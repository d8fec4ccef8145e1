-- The record that holds an offset, if any does, and as many of those behind it as fit the given number of bytes.
select first_offset, count, time, checksum, messages
from (
    select *, sum(octet_length(messages)) over (order by first_offset) - octet_length(messages) as ahead
    from (
        select first_offset, count, time, checksum, messages
        from actors.messages
        where actor = $1
          and first_offset >= (select max(first_offset) from actors.messages where actor = $1 and first_offset <= $2)
        order by first_offset
        limit 256
    ) as near
) as sized
where ahead < $3
order by first_offset
