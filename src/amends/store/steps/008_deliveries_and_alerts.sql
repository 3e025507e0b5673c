-- What cannot wait for the next summary, from its beginning to its end.
CREATE TABLE alerts (
  number INTEGER PRIMARY KEY,       -- from counters: `a7`
  key TEXT NOT NULL,                -- kind and what it is about; one of each key runs at a time
  kind TEXT NOT NULL,
  about TEXT NOT NULL,
  level INTEGER NOT NULL,           -- the worst since it began
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  ended_at INTEGER,
  mentions TEXT NOT NULL,           -- JSON: short ids
  reasons TEXT NOT NULL             -- JSON: [code, args] …
) STRICT;

CREATE UNIQUE INDEX alerts_running ON alerts (key) WHERE ended_at IS NULL;

CREATE INDEX alerts_by_key ON alerts (key, last_seen_at);

-- Everything that leaves the machine: intended first, then how it ended; sent once.
CREATE TABLE deliveries (
  number INTEGER PRIMARY KEY,
  channel TEXT NOT NULL,
  purpose TEXT NOT NULL,            -- digest, alert, test
  key TEXT NOT NULL,                -- what must not be told twice on this channel
  at INTEGER NOT NULL,
  state TEXT NOT NULL,              -- intended, sent, failed, unknown
  tries INTEGER NOT NULL,
  message_id TEXT,
  error TEXT,
  told TEXT NOT NULL,               -- JSON: what it said, as keys
  UNIQUE (channel, purpose, key)
) STRICT;

CREATE INDEX deliveries_by_time ON deliveries (channel, purpose, at);

-- Orders that people mailed to us ("done k7f2"): each is obeyed once.
CREATE TABLE mailed_orders (
  message_id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  mention INTEGER REFERENCES mentions (number) ON DELETE SET NULL,
  outcome TEXT NOT NULL
) STRICT;

-- Hot mentions are read again, with growing gaps.
CREATE TABLE rereads (
  mention INTEGER PRIMARY KEY REFERENCES mentions (number) ON DELETE CASCADE,
  due_at INTEGER NOT NULL,
  gap INTEGER NOT NULL              -- microseconds until the next one
) STRICT;

CREATE INDEX mentions_by_time ON mentions (published_at);
