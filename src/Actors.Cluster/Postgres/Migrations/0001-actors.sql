-- Every queue and topic ever declared and not deleted. Whoever raised its epoch last owns it: an append that names an
-- older epoch is refused.
create table actors.actor (
    actor bigint generated always as identity primary key,
    incarnation uuid not null unique,
    name text not null,
    epoch bigint not null
) with (fillfactor = 50);

-- Epochs rise over all actors together, so that a name that was deleted and declared again never repeats one.
create sequence actors.epoch;

-- What happened to an actor, in order. A snapshot stands for everything before it.
create table actors.events (
    actor bigint not null,
    sequence bigint not null,
    is_snapshot boolean not null,
    checksum integer not null,
    events bytea not null,
    primary key (actor, sequence)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);

create index events_snapshot on actors.events (actor, sequence) where is_snapshot;

-- The messages themselves, neighbours together; written once, read by offset, and never during recovery.
create table actors.messages (
    actor bigint not null,
    first_offset bigint not null,
    count integer not null,
    time bigint not null,
    checksum integer not null,
    messages bytea not null,
    primary key (actor, first_offset)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);

-- Bodies are mostly compressed by their publishers; trying again costs more than it saves.
alter table actors.events alter column events set storage external;
alter table actors.messages alter column messages set storage external;
