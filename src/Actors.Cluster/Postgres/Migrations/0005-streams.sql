-- Streams that may have events their subscribers have not handled: what a silo has to look for when another one is gone.
create table actors.awake_stream (
    topic text primary key,
    provider text not null,
    part integer not null
) with (fillfactor = 50);
