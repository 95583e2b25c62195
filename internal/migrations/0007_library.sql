-- +goose Up

-- The library: every paper that somebody may find, with its text.
-- The id begins with the paper's day, so that larger is newer.
CREATE TABLE library_entry (
    subject  TEXT PRIMARY KEY,
    id       BIGINT NOT NULL UNIQUE,
    kind     TEXT NOT NULL,
    link     TEXT NOT NULL,
    type     TEXT NOT NULL,
    number   TEXT NOT NULL,
    issuer   TEXT NOT NULL,
    unit     BIGINT NOT NULL,
    path     TEXT NOT NULL,
    title    TEXT NOT NULL,
    body     TEXT NOT NULL,
    day      TEXT NOT NULL,
    topic    TEXT NOT NULL,
    state    TEXT NOT NULL,
    replacer TEXT NOT NULL,
    members  TEXT NOT NULL,
    offices  TEXT NOT NULL
);
CREATE INDEX library_entry_path ON library_entry (path, id);
CREATE INDEX library_entry_offices ON library_entry (id) WHERE offices <> '';
-- What else a paper says: its attached files, its annexes; perhaps known before the paper is.
CREATE TABLE library_text (
    subject TEXT NOT NULL,
    part    TEXT NOT NULL,
    name    TEXT NOT NULL,
    text    TEXT NOT NULL,
    PRIMARY KEY (subject, part)
);
-- What one account keeps of a paper for itself.
CREATE TABLE library_mark (
    account TEXT NOT NULL,
    subject TEXT NOT NULL,
    marked  TEXT,
    saved   TEXT,
    note    TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (account, subject)
);
-- Where one account stopped reading.
CREATE TABLE library_place (
    account TEXT NOT NULL,
    subject TEXT NOT NULL,
    page    BIGINT NOT NULL,
    at      TEXT NOT NULL,
    PRIMARY KEY (account, subject)
);

-- The index holds the words of a paper and, beside them, signs: who may read it and
-- what it is. It is never asked for words without the signs of who asks.
-- +only sqlite
CREATE VIRTUAL TABLE library_index USING fts5(words, signs, content='', contentless_delete=1, detail=column, tokenize="ascii tokenchars '_'");
-- +only postgres
CREATE TABLE library_index (
    id    BIGINT PRIMARY KEY,
    words TSVECTOR NOT NULL,
    signs TSVECTOR NOT NULL
);
CREATE INDEX library_index_gin ON library_index USING GIN (words, signs);
-- +all

CREATE VIEW v_publication_sight AS SELECT subject, key FROM publication_sight;

-- +goose Down
