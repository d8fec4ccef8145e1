with events as (
    delete from actors.events where actor = $1
)
delete from actors.messages where actor = $1
