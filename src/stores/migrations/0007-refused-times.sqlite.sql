-- What an account is known to refuse is forgotten some day. What was learned before that counts as learned now.
UPDATE accounts SET health = json_set(health, '$.refused', json((
  SELECT json_group_array(json_object('emoji', value, 'atMs', CAST(unixepoch('subsec') * 1000 AS INTEGER)))
    FROM json_each(accounts.health, '$.refused')
))) WHERE json_array_length(health, '$.refused') > 0;
