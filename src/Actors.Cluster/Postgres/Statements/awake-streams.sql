select topic from actors.awake_stream where provider = any($1) and part % $2 = $3
