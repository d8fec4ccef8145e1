-- What the ADO.NET reminder provider of Orleans asks for.
create table actors.reminder (
    service text not null,
    grain_id text not null,
    name text not null,
    grain_hash integer not null,
    starts_at timestamptz not null,
    period_ms bigint not null,
    version integer not null default 0,
    primary key (service, grain_id, name)
);

create index reminder_hash on actors.reminder (service, grain_hash);

insert into actors.orleansquery (querykey, querytext) values
('UpsertReminderRowKey', $query$
insert into actors.reminder (service, grain_id, name, grain_hash, starts_at, period_ms)
values (@ServiceId, @GrainId, @ReminderName, @GrainHash, @StartTime, @Period)
on conflict (service, grain_id, name) do update
set grain_hash = excluded.grain_hash, starts_at = excluded.starts_at, period_ms = excluded.period_ms,
    version = reminder.version + 1
returning version as Version
$query$),

('ReadReminderRowKey', $query$
select grain_id as GrainId, name as ReminderName, starts_at as StartTime, period_ms as Period, version as Version
from actors.reminder
where service = @ServiceId and grain_id = @GrainId and name = @ReminderName
$query$),

('ReadReminderRowsKey', $query$
select grain_id as GrainId, name as ReminderName, starts_at as StartTime, period_ms as Period, version as Version
from actors.reminder
where service = @ServiceId and grain_id = @GrainId
$query$),

-- A range of the ring of hashes, without its begin and with its end ...
('ReadRangeRows1Key', $query$
select grain_id as GrainId, name as ReminderName, starts_at as StartTime, period_ms as Period, version as Version
from actors.reminder
where service = @ServiceId and grain_hash > @BeginHash and grain_hash <= @EndHash
$query$),

-- ... and one that runs over the ring's end.
('ReadRangeRows2Key', $query$
select grain_id as GrainId, name as ReminderName, starts_at as StartTime, period_ms as Period, version as Version
from actors.reminder
where service = @ServiceId and (grain_hash > @BeginHash or grain_hash <= @EndHash)
$query$),

('DeleteReminderRowKey', $query$
with gone as (
    delete from actors.reminder
    where service = @ServiceId and grain_id = @GrainId and name = @ReminderName and version = @Version
    returning 1
)
select count(*)::integer as gone from gone
$query$),

('DeleteReminderRowsKey', $query$
delete from actors.reminder where service = @ServiceId
$query$);
