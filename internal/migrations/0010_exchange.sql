-- +goose Up

-- The offices that exchange papers with other systems: who they are there, and the
-- mailbox in which letters reach them.
CREATE TABLE exchange_desk (
    unit       BIGINT PRIMARY KEY REFERENCES org_unit (id),
    path       TEXT NOT NULL,
    organ      TEXT NOT NULL,
    name       TEXT NOT NULL,
    server     TEXT NOT NULL DEFAULT '',
    security   TEXT NOT NULL DEFAULT '',
    login      TEXT NOT NULL DEFAULT '',
    password   TEXT NOT NULL DEFAULT '',
    checked_at TEXT,
    problem    TEXT NOT NULL DEFAULT '',
    rev        BIGINT NOT NULL DEFAULT 1
);

-- An office's address book of others.
CREATE TABLE exchange_peer (
    id        TEXT PRIMARY KEY,
    unit      BIGINT NOT NULL REFERENCES org_unit (id),
    path      TEXT NOT NULL,
    organ     TEXT NOT NULL,
    name      TEXT NOT NULL,
    way       TEXT NOT NULL,
    folder    TEXT NOT NULL DEFAULT '',
    url       TEXT NOT NULL DEFAULT '',
    key       TEXT NOT NULL DEFAULT '',
    inward    TEXT NOT NULL DEFAULT '',
    closed    BOOLEAN NOT NULL DEFAULT FALSE,
    rev       BIGINT NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX exchange_peer_organ ON exchange_peer (unit, organ);

-- What goes out: papers, recalls, and what is said back of papers that came in.
CREATE TABLE exchange_out (
    id       TEXT PRIMARY KEY,
    unit     BIGINT NOT NULL REFERENCES org_unit (id),
    path     TEXT NOT NULL,
    peer     TEXT NOT NULL REFERENCES exchange_peer (id),
    kind     TEXT NOT NULL,
    document TEXT NOT NULL DEFAULT '',
    ref      TEXT NOT NULL,
    number   TEXT NOT NULL DEFAULT '',
    notation TEXT NOT NULL DEFAULT '',
    day      TEXT,
    subject  TEXT NOT NULL DEFAULT '',
    file     TEXT NOT NULL DEFAULT '',
    size     BIGINT NOT NULL DEFAULT 0,
    code     TEXT NOT NULL DEFAULT '',
    text     TEXT NOT NULL DEFAULT '',
    passing  BOOLEAN NOT NULL DEFAULT FALSE,
    state    TEXT NOT NULL,
    tries    BIGINT NOT NULL DEFAULT 0,
    error    TEXT NOT NULL DEFAULT '',
    by       TEXT NOT NULL,
    at       TEXT NOT NULL,
    sent_at  TEXT,
    reply    TEXT NOT NULL DEFAULT '',
    said     TEXT NOT NULL DEFAULT '',
    reply_at TEXT
);
CREATE INDEX exchange_out_path ON exchange_out (path, id);
CREATE INDEX exchange_out_document ON exchange_out (document, id);
CREATE INDEX exchange_out_ref ON exchange_out (unit, ref);

-- What came in, each message once by its key.
CREATE TABLE exchange_in (
    id       TEXT PRIMARY KEY,
    unit     BIGINT NOT NULL REFERENCES org_unit (id),
    path     TEXT NOT NULL,
    way      TEXT NOT NULL,
    peer     TEXT NOT NULL DEFAULT '',
    key      TEXT NOT NULL,
    sha      TEXT NOT NULL,
    kind     TEXT NOT NULL,
    organ    TEXT NOT NULL DEFAULT '',
    sender   TEXT NOT NULL DEFAULT '',
    ref      TEXT NOT NULL DEFAULT '',
    number   TEXT NOT NULL DEFAULT '',
    notation TEXT NOT NULL DEFAULT '',
    day      TEXT,
    subject  TEXT NOT NULL DEFAULT '',
    state    TEXT NOT NULL,
    reason   TEXT NOT NULL DEFAULT '',
    detail   TEXT NOT NULL DEFAULT '',
    file     TEXT NOT NULL DEFAULT '',
    size     BIGINT NOT NULL DEFAULT 0,
    incoming TEXT NOT NULL DEFAULT '',
    told     TEXT NOT NULL DEFAULT '',
    recall   TEXT NOT NULL DEFAULT '',
    at       TEXT NOT NULL
);
CREATE UNIQUE INDEX exchange_in_key ON exchange_in (unit, key);
CREATE INDEX exchange_in_sha ON exchange_in (unit, sha);
CREATE INDEX exchange_in_path ON exchange_in (path, id);
CREATE INDEX exchange_in_incoming ON exchange_in (incoming);
CREATE INDEX exchange_in_ref ON exchange_in (unit, ref);

-- The letters of a mailbox that were handled, by what its server never gives twice.
CREATE TABLE exchange_letter (
    unit     BIGINT NOT NULL REFERENCES org_unit (id),
    box      TEXT NOT NULL,
    validity BIGINT NOT NULL,
    uid      BIGINT NOT NULL,
    at       TEXT NOT NULL,
    outcome  TEXT NOT NULL,
    PRIMARY KEY (unit, box, validity, uid)
);

-- +goose Down
