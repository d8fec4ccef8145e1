-- What the ADO.NET persistence provider of Orleans asks for. Definitions and directories live here, messages never.
create table actors.grain_state (
    service text not null,
    grain_type text not null,
    id_0 bigint not null,
    id_1 bigint not null,
    extension text not null,
    version integer not null,
    payload bytea,
    written_at timestamptz not null default now(),
    primary key (service, grain_type, id_0, id_1, extension)
);

insert into actors.orleansquery (querykey, querytext) values
('ReadFromStorageKey', $query$
select payload as PayloadBinary, version as Version
from actors.grain_state
where service = @ServiceId and grain_type = @GrainTypeString and id_0 = @GrainIdN0 and id_1 = @GrainIdN1
  and extension = coalesce(@GrainIdExtensionString::text, '')
$query$),

-- No row in the answer says that somebody else has written meanwhile.
('WriteToStorageKey', $query$
with replaced as (
    update actors.grain_state
    set payload = @PayloadBinary, version = version + 1, written_at = now()
    where service = @ServiceId and grain_type = @GrainTypeString and id_0 = @GrainIdN0 and id_1 = @GrainIdN1
      and extension = coalesce(@GrainIdExtensionString::text, '') and version = @GrainStateVersion::integer
    returning version
), added as (
    insert into actors.grain_state (service, grain_type, id_0, id_1, extension, version, payload)
    select @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString::text, ''), 1, @PayloadBinary
    where @GrainStateVersion::integer is null
    on conflict do nothing
    returning version
)
select version as NewGrainStateVersion from replaced
union all
select version from added
$query$),

('ClearStorageKey', $query$
update actors.grain_state
set payload = null, version = version + 1, written_at = now()
where service = @ServiceId and grain_type = @GrainTypeString and id_0 = @GrainIdN0 and id_1 = @GrainIdN1
  and extension = coalesce(@GrainIdExtensionString::text, '') and version = @GrainStateVersion::integer
returning version as NewGrainStateVersion
$query$),

('DeleteStorageKey', $query$
delete from actors.grain_state
where service = @ServiceId and grain_type = @GrainTypeString and id_0 = @GrainIdN0 and id_1 = @GrainIdN1
  and extension = coalesce(@GrainIdExtensionString::text, '') and version = @GrainStateVersion::integer
returning version + 1 as NewGrainStateVersion
$query$);
