delete from actors.awake_stream where topic = $1
