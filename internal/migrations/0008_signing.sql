-- +goose Up

-- Keys with which people, and offices, sign. What is sealed opens only with the owner's PIN.
CREATE TABLE signing_key (
    id         TEXT PRIMARY KEY,
    source     TEXT NOT NULL,
    account    TEXT REFERENCES account (id),
    unit       BIGINT REFERENCES org_unit (id),
    state      TEXT NOT NULL,
    subject    TEXT NOT NULL DEFAULT '',
    issuer     TEXT NOT NULL DEFAULT '',
    serial     TEXT NOT NULL DEFAULT '',
    begins     TEXT,
    ends       TEXT,
    chain      TEXT NOT NULL DEFAULT '',
    sealed     TEXT NOT NULL DEFAULT '',
    fails      BIGINT NOT NULL DEFAULT 0,
    wait_until TEXT,
    used_at    TEXT,
    made_at    TEXT NOT NULL,
    made_by    TEXT NOT NULL
);
CREATE INDEX signing_key_account ON signing_key (account, state);
CREATE INDEX signing_key_unit ON signing_key (unit, state);

-- Authorities that are believed, those between, and what they have revoked.
CREATE TABLE signing_trust (
    id       TEXT PRIMARY KEY,
    kind     TEXT NOT NULL,
    subject  TEXT NOT NULL,
    begins   TEXT NOT NULL,
    ends     TEXT NOT NULL,
    der      TEXT NOT NULL,
    added_at TEXT NOT NULL,
    added_by TEXT NOT NULL
);

-- How a paper is to be signed, and who signs it, in order.
ALTER TABLE document ADD COLUMN electronic BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE document ADD COLUMN initials TEXT NOT NULL DEFAULT '';
CREATE TABLE document_signature (
    document    TEXT NOT NULL REFERENCES document (id),
    pos         BIGINT NOT NULL,
    role        TEXT NOT NULL,
    member      TEXT REFERENCES member (id),
    name        TEXT NOT NULL,
    place       TEXT NOT NULL DEFAULT '{}',
    key_id      TEXT REFERENCES signing_key (id),
    prepared_at TEXT,
    signed_at   TEXT,
    subject     TEXT NOT NULL DEFAULT '',
    serial      TEXT NOT NULL DEFAULT '',
    level       TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (document, pos)
);
CREATE INDEX document_signature_member ON document_signature (member, signed_at);

-- +goose Down
