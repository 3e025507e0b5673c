-- A letter that begins a conversation stands in it: what answers a later one answers it, too.
UPDATE mentions SET thread_id = external_id
WHERE source_type = 'imap' AND kind = 'email' AND thread_id IS NULL;
