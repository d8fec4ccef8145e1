-- Begins a new life of an actor, the first one included. Waits for appends of the life before that are under way.
insert into actors.actor (incarnation, name, epoch)
values ($1, $2, nextval('actors.epoch'))
on conflict (incarnation) do update
set epoch = greatest(nextval('actors.epoch'), actor.epoch + 1)
returning actor, epoch
