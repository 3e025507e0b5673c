-- For or against us: 1 clear praise, -1 a complaint, 0 neither; its assessment says so.
ALTER TABLE mentions ADD COLUMN stance INTEGER NOT NULL DEFAULT 0;

UPDATE mentions SET stance = coalesce((
  SELECT CASE
    WHEN a.intent IN ('spam', 'irrelevant') THEN 0
    WHEN a.intent = 'complaint' OR a.severity >= 2 THEN -1
    WHEN a.intent = 'praise' OR (mentions.stars >= 4 AND a.sentiment_score >= 0) THEN 1
    ELSE 0 END
  FROM assessments a WHERE a.mention = mentions.number), 0);

CREATE INDEX mentions_complaining ON mentions (person, published_at, answered)
  WHERE stance < 0 AND same_as IS NULL;

CREATE INDEX mentions_praising ON mentions (person, published_at)
  WHERE stance > 0 AND same_as IS NULL;
