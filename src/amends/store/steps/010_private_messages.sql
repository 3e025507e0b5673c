-- What was written to us alone is a letter, wherever it came by: no report quotes it.
UPDATE mentions SET kind = 'email'
WHERE (source_type = 'telegram' AND thread_id LIKE '%:all')
   OR (source_type = 'mastodon' AND json_extract(extra, '$.visibility') IN ('private', 'direct'));
