CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT;

-- What the sources said. Small columns first: the queue reads them without touching the text.
CREATE TABLE mentions (
  number INTEGER PRIMARY KEY,       -- from counters, never reused; the short id is made of it
  id TEXT NOT NULL UNIQUE,
  source TEXT NOT NULL,
  external_id TEXT NOT NULL,
  source_type TEXT NOT NULL,
  kind TEXT NOT NULL,
  place TEXT,
  published_at INTEGER NOT NULL,    -- first_seen_at where the source gives no believable date
  first_seen_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,      -- when its words or stars last became different
  gone_at INTEGER,                  -- on the source's word only
  erased_at INTEGER,                -- its content went when `keep` ran out
  revision INTEGER NOT NULL,
  date_uncertain INTEGER NOT NULL,
  backfill INTEGER NOT NULL,        -- older than the baseline when its source was first read
  same_as INTEGER REFERENCES mentions (number),
  stars REAL,                       -- the rating on a scale to 5
  followers INTEGER,
  likes INTEGER,
  shares INTEGER,
  replies INTEGER,
  views INTEGER,
  answered TEXT NOT NULL,
  previous_unanswered INTEGER NOT NULL,
  asks INTEGER NOT NULL DEFAULT 0,  -- its assessment says that it wants an answer
  letters INTEGER NOT NULL,
  person TEXT,                      -- source type and account, or source and name
  fingerprint TEXT NOT NULL,
  rating_value REAL,
  rating_max REAL,
  author_id TEXT,
  author_name TEXT,
  author_handle TEXT,
  language TEXT,                    -- what the source says; ours stands in assessments
  updated_at INTEGER,
  thread_id TEXT,
  parent_id TEXT,
  item_id TEXT,
  item_name TEXT,
  url TEXT,
  reply_text TEXT,
  reply_at INTEGER,
  reply_state TEXT,
  title TEXT,
  text TEXT NOT NULL,
  extra TEXT NOT NULL,
  UNIQUE (source, external_id)
) STRICT;

CREATE INDEX mentions_by_person ON mentions (person, published_at) WHERE person IS NOT NULL;

CREATE INDEX mentions_unanswered ON mentions (person, published_at)
  WHERE asks AND answered <> 'yes' AND same_as IS NULL;

CREATE INDEX mentions_by_name ON mentions (author_name, published_at)
  WHERE author_name IS NOT NULL;

CREATE INDEX mentions_by_fingerprint ON mentions (fingerprint);

CREATE INDEX mentions_by_root ON mentions (same_as) WHERE same_as IS NOT NULL;

CREATE INDEX mentions_by_source ON mentions (source, first_seen_at);

-- What a mention said before it was edited.
CREATE TABLE revisions (
  mention INTEGER NOT NULL REFERENCES mentions (number),
  revision INTEGER NOT NULL,
  seen_until INTEGER NOT NULL,
  title TEXT,
  text TEXT NOT NULL,
  rating_value REAL,
  rating_max REAL,
  PRIMARY KEY (mention, revision)
) STRICT;

-- How far it had spread, each time the figures changed, and once when they stood still.
CREATE TABLE reach (
  mention INTEGER NOT NULL REFERENCES mentions (number),
  seen_at INTEGER NOT NULL,
  likes INTEGER,
  shares INTEGER,
  replies INTEGER,
  views INTEGER,
  PRIMARY KEY (mention, seen_at)
) STRICT;

-- What we computed: the newest assessment of each mention.
CREATE TABLE assessments (
  mention INTEGER PRIMARY KEY REFERENCES mentions (number),
  revision INTEGER NOT NULL,
  scorer TEXT NOT NULL,
  engine TEXT NOT NULL,
  severity INTEGER NOT NULL,
  sentiment_score REAL NOT NULL,
  sentiment_label TEXT NOT NULL,
  sentiment_confidence REAL NOT NULL,
  intent TEXT NOT NULL,
  language TEXT NOT NULL,
  language_confidence REAL NOT NULL,
  topics TEXT NOT NULL,             -- '|delivery|refund|'
  details TEXT NOT NULL,            -- signals, flags, doubts, cues, confidence
  vector BLOB                       -- of the sentence encoder; NULL from the light engine
) STRICT;

-- What people decided.
CREATE TABLE handling (
  mention INTEGER PRIMARY KEY REFERENCES mentions (number),
  status TEXT NOT NULL,
  queued_at INTEGER,                -- NULL: an old one whose day has not come
  reply_due_at INTEGER,
  replied_at INTEGER,
  follow_up_at INTEGER,
  assignee TEXT,
  because TEXT,
  version INTEGER NOT NULL
) STRICT;

CREATE INDEX handling_open ON handling (mention)
  WHERE status NOT IN ('closed', 'ignored', 'spam') AND queued_at IS NOT NULL;

CREATE INDEX handling_waiting ON handling (mention) WHERE queued_at IS NULL;

-- The replies that were given, as people recorded them.
CREATE TABLE replies (
  number INTEGER PRIMARY KEY,
  mention INTEGER NOT NULL REFERENCES mentions (number),
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;

CREATE INDEX replies_by_mention ON replies (mention);

-- The history: lines are added, never changed.
CREATE TABLE events (
  number INTEGER PRIMARY KEY,
  mention INTEGER NOT NULL REFERENCES mentions (number),
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  details TEXT NOT NULL
) STRICT;

CREATE INDEX events_by_mention ON events (mention);

-- How far each source has been read, and since when we know it.
CREATE TABLE bookmarks (
  source TEXT PRIMARY KEY,
  source_type TEXT NOT NULL,
  first_read_at INTEGER NOT NULL,
  fingerprint TEXT NOT NULL,        -- of the options that decide what is read
  value TEXT NOT NULL
) STRICT;

-- The run log.
CREATE TABLE runs (
  number INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  source_type TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  at INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  fetched INTEGER NOT NULL,
  new INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  skipped INTEGER NOT NULL,
  error TEXT,
  retry_at INTEGER
) STRICT;

CREATE INDEX runs_by_source ON runs (source, at);
