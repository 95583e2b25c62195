-- +goose Up

-- Papers that come to an office, from the door to their result. unit works on a paper
-- (another one after a reorganisation), door is where it came to, register is in
-- whose book it has its number.
CREATE TABLE incoming (
    id            TEXT PRIMARY KEY,
    unit          BIGINT NOT NULL REFERENCES org_unit (id),
    path          TEXT NOT NULL,
    door          BIGINT NOT NULL REFERENCES org_unit (id),
    register      BIGINT REFERENCES org_unit (id),
    source        TEXT NOT NULL,
    external      TEXT,
    sender        TEXT NOT NULL DEFAULT '',
    origin        TEXT NOT NULL DEFAULT '',
    year          TEXT,
    number        BIGINT,
    arrived       TEXT NOT NULL,
    issuer        TEXT NOT NULL DEFAULT '',
    symbol        TEXT NOT NULL DEFAULT '',
    day           TEXT,
    type          TEXT NOT NULL DEFAULT '',
    abstract      TEXT NOT NULL DEFAULT '',
    urgency       TEXT NOT NULL,
    twin          TEXT NOT NULL DEFAULT '',
    fold          TEXT NOT NULL DEFAULT '',
    state         TEXT NOT NULL,
    reason        TEXT NOT NULL DEFAULT '',
    due           TEXT,
    instruction   TEXT NOT NULL DEFAULT '',
    instructed_by TEXT NOT NULL DEFAULT '',
    instructed_at TEXT,
    result        TEXT NOT NULL DEFAULT '',
    clerk         TEXT NOT NULL DEFAULT '',
    made_at       TEXT NOT NULL,
    done_at       TEXT,
    rev           BIGINT NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX incoming_external ON incoming (door, source, external);
CREATE UNIQUE INDEX incoming_number ON incoming (register, year, number);
CREATE INDEX incoming_unit ON incoming (unit, state, id);
CREATE INDEX incoming_path ON incoming (path, state, id);
CREATE INDEX incoming_twin ON incoming (unit, twin);

-- A book counts the papers of a unit and year.
CREATE TABLE incoming_book (
    id   TEXT PRIMARY KEY,
    unit BIGINT NOT NULL REFERENCES org_unit (id),
    path TEXT NOT NULL,
    year TEXT NOT NULL,
    last BIGINT NOT NULL
);
CREATE INDEX incoming_book_unit ON incoming_book (unit, year);

-- What a paper asks of whom: how each stands is its task's own.
CREATE TABLE incoming_step (
    id       TEXT PRIMARY KEY,
    incoming TEXT NOT NULL REFERENCES incoming (id),
    task     TEXT NOT NULL REFERENCES task (id),
    part     TEXT NOT NULL,
    office   BIGINT REFERENCES org_unit (id),
    at       TEXT NOT NULL,
    by       TEXT NOT NULL,
    reminded TEXT NOT NULL DEFAULT ''
);
CREATE INDEX incoming_step_incoming ON incoming_step (incoming, id);
CREATE INDEX incoming_step_office ON incoming_step (office, id);
CREATE UNIQUE INDEX incoming_step_task ON incoming_step (task);

-- What was done with a paper, as its page tells it.
CREATE TABLE incoming_event (
    id       TEXT PRIMARY KEY,
    incoming TEXT NOT NULL REFERENCES incoming (id),
    at       TEXT NOT NULL,
    by       TEXT NOT NULL,
    verb     TEXT NOT NULL,
    text     TEXT NOT NULL DEFAULT ''
);
CREATE INDEX incoming_event_incoming ON incoming_event (incoming, id);

CREATE VIEW v_incoming AS SELECT id, unit, path, door, register, source, external, year, number, arrived, issuer, symbol, day, type, abstract, urgency, state, due, made_at, done_at FROM incoming;
CREATE VIEW v_task AS SELECT id, unit, path, origin, title, owner, owner_name, due, state, progress, result, created_at, done_at, rev FROM task;

-- The incoming paper that a paper answers, and whether its issue ends the work on it.
ALTER TABLE document ADD COLUMN answers TEXT NOT NULL DEFAULT '';
ALTER TABLE document ADD COLUMN settles BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX document_answers ON document (answers);

-- +goose Down
