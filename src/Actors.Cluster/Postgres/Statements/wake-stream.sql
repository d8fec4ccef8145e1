insert into actors.awake_stream (topic, provider, part) values ($1, $2, $3) on conflict (topic) do nothing
