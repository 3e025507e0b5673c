-- What the owner knows of the matter before a reply is written: cause, offers, by, who; JSON.
ALTER TABLE handling ADD COLUMN answers TEXT;

-- What looking into it has shown: confirmed, not_found, unclear.
ALTER TABLE handling ADD COLUMN verified TEXT;

-- What our replies promised.
CREATE TABLE promises (
  number INTEGER PRIMARY KEY,
  mention INTEGER NOT NULL REFERENCES mentions (number),
  made_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,               -- the sentence of the reply that makes it
  kept_at INTEGER
) STRICT;

CREATE INDEX promises_by_mention ON promises (mention);

CREATE INDEX promises_open ON promises (due_at) WHERE kept_at IS NULL;
