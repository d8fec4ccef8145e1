delete from actors.actor where incarnation = $1 returning actor
