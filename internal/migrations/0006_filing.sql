-- +goose Up

-- Files that came from outside and are attached to something: a paper that is
-- written, one that came in, a template. The bytes and the text lie in the file store.
CREATE TABLE filing_file (
    id          TEXT PRIMARY KEY,
    subject     TEXT NOT NULL,
    unit        BIGINT NOT NULL REFERENCES org_unit (id),
    path        TEXT NOT NULL,
    name        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    media       TEXT NOT NULL,
    size        BIGINT NOT NULL,
    sha         TEXT NOT NULL,
    ref         TEXT NOT NULL,
    ref_size    BIGINT NOT NULL,
    pages       BIGINT NOT NULL DEFAULT 0,
    scanned     BOOLEAN NOT NULL,
    state       TEXT NOT NULL,
    suspect     TEXT NOT NULL DEFAULT '',
    reading     TEXT NOT NULL,
    job         TEXT NOT NULL DEFAULT '',
    text_ref    TEXT NOT NULL DEFAULT '',
    text_size   BIGINT NOT NULL DEFAULT 0,
    by          TEXT NOT NULL,
    at          TEXT NOT NULL,
    declared_by TEXT NOT NULL DEFAULT '',
    declared_at TEXT
);
CREATE INDEX filing_file_subject ON filing_file (subject, id);
CREATE INDEX filing_file_waiting ON filing_file (state, path, id);
CREATE INDEX filing_file_reading ON filing_file (reading, id);

CREATE VIEW v_filing AS SELECT id, subject, unit, path, name, kind, at FROM filing_file WHERE state = 'clear';

-- +goose Down
