-- Makes the keys of tombstones worthless to whoever hashes ids that are known.
CREATE TABLE salt (
  value TEXT NOT NULL
) STRICT;

INSERT INTO salt VALUES (lower(hex(randomblob(16))));

-- That something was removed, by whom and when; never what it said or who had written it.
CREATE TABLE removals (
  number INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  why TEXT NOT NULL,                -- pruned, erased
  source TEXT NOT NULL,
  mentions INTEGER NOT NULL,        -- how many
  scrubbed INTEGER NOT NULL         -- 0: the bytes may still stand in free parts of the file
) STRICT;
