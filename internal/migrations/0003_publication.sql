-- +goose Up

-- Papers that were sent down: one row each and a few targets, nothing per reader
-- until somebody reads. chain is the way from the paper that is relayed: "/pb_1/pb_2/".
CREATE TABLE publication (
    id         TEXT PRIMARY KEY,
    subject    TEXT NOT NULL,
    link       TEXT NOT NULL,
    number     TEXT NOT NULL,
    title      TEXT NOT NULL,
    issuer     TEXT NOT NULL,
    unit       BIGINT NOT NULL REFERENCES org_unit (id),
    path       TEXT NOT NULL,
    chain      TEXT NOT NULL,
    ask        TEXT NOT NULL,
    question   TEXT NOT NULL DEFAULT '',
    due        TEXT,
    open       BOOLEAN NOT NULL DEFAULT FALSE,
    token      TEXT UNIQUE,
    day        TEXT NOT NULL,
    at         TEXT NOT NULL,
    by         TEXT NOT NULL,
    withdrawn  TEXT,
    reason     TEXT NOT NULL DEFAULT '',
    nudged     TEXT, -- when those who had not read were reminded because of the due day
    pressed    TEXT, -- the last day on which the sender reminded them
    rev        BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX publication_subject ON publication (subject, id);
CREATE INDEX publication_path ON publication (path, id);
CREATE INDEX publication_chain ON publication (chain);
CREATE INDEX publication_due ON publication (due, id);
CREATE TABLE publication_target (
    publication TEXT NOT NULL REFERENCES publication (id),
    key         TEXT NOT NULL, -- "s:4", the same text as those that a reader has
    day         TEXT NOT NULL,
    live        BOOLEAN NOT NULL DEFAULT TRUE,
    kind        TEXT NOT NULL,
    unit        BIGINT NOT NULL,
    path        TEXT NOT NULL,
    post        TEXT NOT NULL DEFAULT '',
    member      TEXT NOT NULL DEFAULT '',
    label       TEXT NOT NULL,
    PRIMARY KEY (publication, key)
);
CREATE INDEX publication_target_key ON publication_target (key, day, publication, live);
CREATE INDEX publication_target_unit ON publication_target (unit);
CREATE INDEX publication_target_path ON publication_target (path);
-- Who may open which paper: the targets of its publications and of their relays.
CREATE TABLE publication_sight (
    subject     TEXT NOT NULL,
    key         TEXT NOT NULL,
    publication TEXT NOT NULL REFERENCES publication (id),
    source      TEXT NOT NULL REFERENCES publication (id),
    PRIMARY KEY (subject, key, publication, source)
);
CREATE INDEX publication_sight_publication ON publication_sight (publication, key);
CREATE INDEX publication_sight_source ON publication_sight (source);
-- unit is where the reader stood; an office reads as "o:4".
CREATE TABLE publication_mark (
    publication TEXT NOT NULL REFERENCES publication (id),
    reader      TEXT NOT NULL,
    unit        BIGINT NOT NULL,
    counted     BOOLEAN NOT NULL,
    opened      TEXT NOT NULL,
    confirmed   TEXT,
    done        BOOLEAN NOT NULL,
    tries       BIGINT NOT NULL DEFAULT 0,
    by          TEXT NOT NULL,
    PRIMARY KEY (publication, reader)
);
CREATE TABLE publication_count (
    publication TEXT NOT NULL REFERENCES publication (id),
    unit        BIGINT NOT NULL,
    path        TEXT NOT NULL,
    opened      BIGINT NOT NULL,
    done        BIGINT NOT NULL,
    PRIMARY KEY (publication, unit)
);
CREATE INDEX publication_count_path ON publication_count (path, publication);
CREATE INDEX member_stay_from ON member_stay (from_day, member);
CREATE INDEX member_stay_to ON member_stay (to_day, member);
CREATE INDEX member_post_path ON member_post (post, path);
CREATE INDEX org_version_from ON org_version (from_day, unit);

CREATE VIEW v_publication AS SELECT id, subject, link, number, title, issuer, unit, path, ask, due, day, at, withdrawn FROM publication;
CREATE VIEW v_publication_count AS SELECT publication, unit, path, opened, done FROM publication_count;

-- +goose Down
