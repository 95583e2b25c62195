-- +goose Up

-- What is seen of a signature: the red seal of an office, or a person's own hand. One of each owner.
CREATE TABLE signing_picture (
    id          TEXT PRIMARY KEY,
    account     TEXT UNIQUE REFERENCES account (id),
    unit        BIGINT UNIQUE REFERENCES org_unit (id),
    png         TEXT NOT NULL,
    wide        BIGINT NOT NULL,
    high        BIGINT NOT NULL,
    millimetres BIGINT NOT NULL,
    made_at     TEXT NOT NULL,
    made_by     TEXT NOT NULL
);

-- What the installation has chosen of signing.
CREATE TABLE signing_choice (
    name      TEXT PRIMARY KEY,
    chosen    BOOLEAN NOT NULL,
    chosen_at TEXT NOT NULL,
    chosen_by TEXT NOT NULL
);

-- The picture with which a signature was made, or is being made.
ALTER TABLE document_signature ADD COLUMN picture TEXT NOT NULL DEFAULT '';
-- Whether an issued file carries what its signatures will be judged by later: empty where nobody asked.
ALTER TABLE document ADD COLUMN evidence TEXT NOT NULL DEFAULT '';

-- +goose Down
