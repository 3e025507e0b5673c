-- Whether it was looked at for a demand of money; each new assessment starts at 0 again.
ALTER TABLE assessments ADD COLUMN warned INTEGER NOT NULL DEFAULT 0;
