-- +goose Up

-- Papers that an office writes, from the first draft to the issued one.
CREATE TABLE document (
    id         TEXT PRIMARY KEY,
    unit       BIGINT NOT NULL REFERENCES org_unit (id),
    path       TEXT NOT NULL,
    type       TEXT NOT NULL,
    body       TEXT NOT NULL,
    abstract   TEXT NOT NULL,
    text       TEXT NOT NULL DEFAULT '',
    place      TEXT NOT NULL DEFAULT '',
    addressees TEXT NOT NULL DEFAULT '',
    recipients TEXT NOT NULL DEFAULT '',
    signer     TEXT REFERENCES member (id),
    signer_name TEXT NOT NULL DEFAULT '',
    signer_post TEXT NOT NULL DEFAULT '',
    sending    TEXT NOT NULL DEFAULT '{}',
    replaces   TEXT REFERENCES document (id),
    state      TEXT NOT NULL,
    reason     TEXT NOT NULL DEFAULT '',
    series     TEXT,
    number     BIGINT,
    symbol     TEXT NOT NULL DEFAULT '',
    day        TEXT,
    file       TEXT NOT NULL DEFAULT '',
    size       BIGINT NOT NULL DEFAULT 0,
    drafter    TEXT NOT NULL,
    made_at    TEXT NOT NULL,
    issued_at  TEXT,
    version    BIGINT NOT NULL DEFAULT 1,
    rev        BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX document_unit ON document (unit, state, id);
CREATE INDEX document_path ON document (path, id);
CREATE INDEX document_replaces ON document (replaces);

-- Every text that a paper had before it was approved.
CREATE TABLE document_version (
    document TEXT NOT NULL REFERENCES document (id),
    version  BIGINT NOT NULL,
    abstract TEXT NOT NULL,
    text     TEXT NOT NULL,
    at       TEXT NOT NULL,
    by       TEXT NOT NULL,
    PRIMARY KEY (document, version)
);

-- Who must agree, in order, and what was said.
CREATE TABLE document_step (
    document TEXT NOT NULL REFERENCES document (id),
    pos      BIGINT NOT NULL,
    member   TEXT NOT NULL REFERENCES member (id),
    name     TEXT NOT NULL,
    state    TEXT NOT NULL,
    note     TEXT NOT NULL DEFAULT '',
    at       TEXT,
    PRIMARY KEY (document, pos)
);
CREATE INDEX document_step_member ON document_step (member, state);
CREATE TABLE document_comment (
    id       TEXT PRIMARY KEY,
    document TEXT NOT NULL REFERENCES document (id),
    version  BIGINT NOT NULL,
    text     TEXT NOT NULL,
    at       TEXT NOT NULL,
    by       TEXT NOT NULL
);
CREATE INDEX document_comment_document ON document_comment (document, id);

-- A series counts per unit, symbol and term; a number of it is never given twice and never vanishes.
CREATE TABLE document_series (
    id     TEXT PRIMARY KEY,
    unit   BIGINT NOT NULL REFERENCES org_unit (id),
    path   TEXT NOT NULL,
    symbol TEXT NOT NULL,
    term   TEXT NOT NULL,
    last   BIGINT NOT NULL
);
CREATE INDEX document_series_unit ON document_series (unit, term, symbol);
CREATE TABLE document_number (
    series   TEXT NOT NULL REFERENCES document_series (id),
    number   BIGINT NOT NULL,
    state    TEXT NOT NULL,
    document TEXT REFERENCES document (id),
    day      TEXT NOT NULL,
    by       TEXT NOT NULL,
    reason   TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (series, number)
);

CREATE VIEW v_document AS SELECT id, unit, path, type, body, abstract, state, symbol, day, issued_at FROM document WHERE state IN ('issued', 'replaced', 'recalled');

-- +goose Down
