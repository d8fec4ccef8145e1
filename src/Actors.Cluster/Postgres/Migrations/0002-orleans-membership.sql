-- What the ADO.NET clustering provider of Orleans asks for: it looks its statements up by key, sends them with parameters
-- of fixed names and types, and reads columns of fixed names. The table behind them is ours.
create table actors.orleansquery (
    querykey text primary key,
    querytext text not null
);

create table actors.membership_version (
    deployment text primary key,
    version integer not null default 0,
    changed_at timestamptz not null default now()
);

create table actors.membership (
    deployment text not null references actors.membership_version,
    address text not null,
    port integer not null,
    generation integer not null,
    silo_name text not null,
    host_name text not null,
    status integer not null,
    proxy_port integer not null,
    suspect_times text,
    started_at timestamptz not null,
    alive_at timestamptz not null,
    primary key (deployment, address, port, generation)
);

insert into actors.orleansquery (querykey, querytext) values
('InsertMembershipVersionKey', $query$
with added as (
    insert into actors.membership_version (deployment) values (@DeploymentId)
    on conflict do nothing
    returning 1
)
select count(*)::integer as added from added
$query$),

-- The version row is changed first: it serialises all changes of one cluster, and a stale version changes nothing.
('InsertMembershipKey', $query$
with turn as (
    update actors.membership_version set version = version + 1, changed_at = now()
    where deployment = @DeploymentId and version = @Version
      and not exists (
        select from actors.membership
        where deployment = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
    returning deployment
), added as (
    insert into actors.membership
        (deployment, address, port, generation, silo_name, host_name, status, proxy_port, started_at, alive_at)
    select deployment, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
    from turn
    returning 1
)
select count(*)::integer as added from added
$query$),

('UpdateMembershipKey', $query$
with turn as (
    update actors.membership_version set version = version + 1, changed_at = now()
    where deployment = @DeploymentId and version = @Version
      and exists (
        select from actors.membership
        where deployment = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
    returning deployment
), changed as (
    update actors.membership silo
    set status = @Status, suspect_times = @SuspectTimes::text, alive_at = @IAmAliveTime
    from turn
    where silo.deployment = turn.deployment
      and address = @Address and port = @Port and generation = @Generation
    returning 1
)
select count(*)::integer as changed from changed
$query$),

('UpdateIAmAlivetimeKey', $query$
update actors.membership set alive_at = @IAmAliveTime
where deployment = @DeploymentId and address = @Address and port = @Port and generation = @Generation
$query$),

-- The version has to come even when there is no silo: the silo's columns are then null.
('MembershipReadRowKey', $query$
select cluster.version as Version, silo.address as Address, silo.port as Port, silo.generation as Generation,
    silo.silo_name as SiloName, silo.host_name as HostName, silo.status as Status, silo.proxy_port as ProxyPort,
    silo.suspect_times as SuspectTimes, silo.started_at as StartTime, silo.alive_at as IAmAliveTime
from actors.membership_version cluster
left join actors.membership silo
    on silo.deployment = cluster.deployment
    and silo.address = @Address and silo.port = @Port and silo.generation = @Generation
where cluster.deployment = @DeploymentId
$query$),

('MembershipReadAllKey', $query$
select cluster.version as Version, silo.address as Address, silo.port as Port, silo.generation as Generation,
    silo.silo_name as SiloName, silo.host_name as HostName, silo.status as Status, silo.proxy_port as ProxyPort,
    silo.suspect_times as SuspectTimes, silo.started_at as StartTime, silo.alive_at as IAmAliveTime
from actors.membership_version cluster
left join actors.membership silo on silo.deployment = cluster.deployment
where cluster.deployment = @DeploymentId
$query$),

('GatewaysQueryKey', $query$
select address as Address, proxy_port as ProxyPort, generation as Generation
from actors.membership
where deployment = @DeploymentId and status = @Status and proxy_port > 0
$query$),

('DeleteMembershipTableEntriesKey', $query$
with silos as (
    delete from actors.membership where deployment = @DeploymentId
)
delete from actors.membership_version where deployment = @DeploymentId
$query$),

-- 3 is the status of an active silo: such a row goes only when the silo is declared dead.
('CleanupDefunctSiloEntriesKey', $query$
delete from actors.membership
where deployment = @DeploymentId and alive_at < @IAmAliveTime and status <> 3
$query$);
