-- Times of the handling: see models/handling.py.
ALTER TABLE handling ADD COLUMN close_due_at INTEGER;

ALTER TABLE handling ADD COLUMN waiting_since INTEGER;

ALTER TABLE handling ADD COLUMN reopened_at INTEGER;

ALTER TABLE handling ADD COLUMN snoozed_until INTEGER;

-- Which revision of the mention our last reply answered.
ALTER TABLE handling ADD COLUMN replied_revision INTEGER;

UPDATE handling SET replied_revision = (
  SELECT CASE WHEN handling.replied_at >= m.changed_at THEN m.revision ELSE m.revision - 1 END
  FROM mentions m WHERE m.number = handling.mention)
WHERE replied_at IS NOT NULL;

-- '|regular|press|'
ALTER TABLE handling ADD COLUMN tags TEXT NOT NULL DEFAULT '|';

-- A reply that waits for its approval or its sending; JSON.
ALTER TABLE handling ADD COLUMN proposal TEXT;

-- Which configured rules fired, in their order, what they add, and by which version of them.
ALTER TABLE handling ADD COLUMN rules TEXT NOT NULL DEFAULT '|';

ALTER TABLE handling ADD COLUMN rule_points REAL NOT NULL DEFAULT 0;

ALTER TABLE handling ADD COLUMN ruled_by TEXT;

DROP INDEX handling_open;

CREATE INDEX handling_open ON handling (mention)
  WHERE (status NOT IN ('closed', 'ignored', 'spam') OR reopened_at IS NOT NULL)
    AND queued_at IS NOT NULL;

-- Why the platform refused our reply, as it says.
ALTER TABLE mentions ADD COLUMN reply_reason TEXT;

-- The history: lines are added, never changed.
CREATE TABLE events_anew (
  number INTEGER PRIMARY KEY,
  mention INTEGER REFERENCES mentions (number),   -- NULL: of the business as a whole
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  details TEXT NOT NULL,
  change INTEGER,                   -- the events of one command share it
  inverse TEXT,                     -- what it takes to undo it: [table, key, row before] …
  undoes INTEGER                    -- the change that this event takes back
) STRICT;

INSERT INTO events_anew (number, mention, at, who, what, details)
  SELECT number, mention, at, who, what, details FROM events;

DROP TABLE events;

ALTER TABLE events_anew RENAME TO events;

CREATE INDEX events_by_mention ON events (mention);

CREATE INDEX events_by_change ON events (change) WHERE change IS NOT NULL;

CREATE INDEX events_undoing ON events (undoes) WHERE undoes IS NOT NULL;

ALTER TABLE promises ADD COLUMN remedy TEXT;

ALTER TABLE promises ADD COLUMN dropped_at INTEGER;

-- How it was kept, or why it was dropped.
ALTER TABLE promises ADD COLUMN note TEXT;

DROP INDEX promises_open;

CREATE INDEX promises_open ON promises (due_at) WHERE kept_at IS NULL AND dropped_at IS NULL;

INSERT INTO counters SELECT 'promises', coalesce(max(number), 0) FROM promises;

INSERT INTO counters SELECT 'replies', coalesce(max(number), 0) FROM replies;

INSERT INTO counters VALUES ('changes', 0);

-- Remedies that were granted, and those that were offered for the customer to choose from.
CREATE TABLE remedies (
  number INTEGER PRIMARY KEY,
  mention INTEGER NOT NULL REFERENCES mentions (number),
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  remedy TEXT NOT NULL,             -- its id, or its text
  cost REAL,                        -- NULL: not known
  granted INTEGER NOT NULL          -- 0: only offered
) STRICT;

CREATE INDEX remedies_by_mention ON remedies (mention);

-- What people said where the scorer was wrong; it holds through every rescoring.
CREATE TABLE corrections (
  mention INTEGER NOT NULL REFERENCES mentions (number),
  revision INTEGER NOT NULL,        -- of which words it was said: it holds for no others
  label TEXT NOT NULL,              -- sentiment, intent, severity, topics, language
  value TEXT NOT NULL,
  machine TEXT NOT NULL,            -- what the scorer says, renewed with each scoring
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  PRIMARY KEY (mention, revision, label)
) STRICT;

-- What the scorer learnt from corrections, for each engine: weights, and how they were tried.
CREATE TABLE lessons (
  engine TEXT PRIMARY KEY,          -- full, light
  version TEXT NOT NULL,            -- of the shipped weights that they go with
  weights TEXT NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL
) STRICT;

-- One incident, many authors: each member names the mention that is the root.
CREATE TABLE stories (
  mention INTEGER PRIMARY KEY REFERENCES mentions (number),
  root INTEGER REFERENCES mentions (number),   -- NULL: kept apart by hand
  link TEXT NOT NULL,               -- why: link, words, place, hand
  by_hand INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX stories_by_root ON stories (root) WHERE root IS NOT NULL;

-- What our own accounts wrote at a source: answers, that wait for the mention they belong to.
CREATE TABLE own_replies (
  source TEXT NOT NULL,
  external_id TEXT NOT NULL,
  parent_id TEXT,
  thread_id TEXT,
  published_at INTEGER NOT NULL,
  text TEXT NOT NULL,
  answers INTEGER REFERENCES mentions (number) ON DELETE SET NULL,  -- NULL: it waits, or a post
  PRIMARY KEY (source, external_id)
) STRICT;

CREATE INDEX own_replies_by_mention ON own_replies (answers) WHERE answers IS NOT NULL;

CREATE INDEX mentions_by_thread ON mentions (source, thread_id) WHERE thread_id IS NOT NULL;

-- Something that was put right for good, with the mentions before and after.
CREATE TABLE fixes (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  topic TEXT,
  place TEXT,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  ended_at INTEGER                  -- taken back
) STRICT;

-- Mentions that were reported to their platform, lawfully and for a reason.
CREATE TABLE reports (
  number INTEGER PRIMARY KEY,
  mention INTEGER NOT NULL REFERENCES mentions (number),
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  reason TEXT NOT NULL,
  reference TEXT,
  outcome TEXT,                     -- removed, kept, none
  outcome_at INTEGER
) STRICT;

CREATE INDEX reports_by_mention ON reports (mention);

-- What was removed for good: only so much that fetching does not bring it back.
CREATE TABLE tombstones (
  source TEXT NOT NULL,
  key TEXT NOT NULL,                -- sha256 of the external id, salted with the source
  at INTEGER NOT NULL,
  why TEXT NOT NULL,                -- pruned, erased
  PRIMARY KEY (source, key)
) STRICT;
