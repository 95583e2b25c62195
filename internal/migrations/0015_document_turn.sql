-- +goose Up

-- Who is told when a paper comes back, how often it has gone to other hands, when
-- the last time was, and how often somebody was reminded since.
ALTER TABLE document ADD COLUMN writer TEXT REFERENCES member (id);
ALTER TABLE document ADD COLUMN move BIGINT NOT NULL DEFAULT 0;
ALTER TABLE document ADD COLUMN moved_at TEXT;
ALTER TABLE document ADD COLUMN reminded BIGINT NOT NULL DEFAULT 0;
UPDATE document SET moved_at = made_at;
CREATE INDEX document_waiting ON document (state, moved_at, id);

-- +goose Down
