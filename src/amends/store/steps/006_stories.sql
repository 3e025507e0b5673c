-- What mentions of one story would have in common, as numbers that do not give it away: ids,
-- addresses, runs of words, a topic at a place. Found again by whoever comes later.
CREATE TABLE story_traces (
  trace INTEGER NOT NULL,
  mention INTEGER NOT NULL REFERENCES mentions (number) ON DELETE CASCADE,
  PRIMARY KEY (trace, mention)
) STRICT, WITHOUT ROWID;

CREATE INDEX story_traces_by_mention ON story_traces (mention);

-- Whether it was looked at for its story; each new assessment starts at 0 again.
ALTER TABLE assessments ADD COLUMN storied INTEGER NOT NULL DEFAULT 0;

CREATE INDEX assessments_unstoried ON assessments (mention) WHERE storied = 0;

CREATE INDEX mentions_by_place ON mentions (place, published_at);
