-- +goose Up

-- What was done: written by the door (platform/db) at every commit.
CREATE TABLE audit (
    id         TEXT PRIMARY KEY,
    at         TEXT NOT NULL,
    actor      TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    perm       TEXT NOT NULL,
    path       TEXT NOT NULL,
    subject    TEXT NOT NULL,
    verb       TEXT NOT NULL,
    detail     TEXT NOT NULL
);
CREATE INDEX audit_subject ON audit (subject, id);
CREATE INDEX audit_path ON audit (path, id);
CREATE INDEX audit_actor ON audit (actor, id);

-- Requests that carry a key of their own: the same key twice is one effect.
CREATE TABLE db_once (
    actor   TEXT NOT NULL,
    key     TEXT NOT NULL,
    request TEXT NOT NULL,
    at      TEXT NOT NULL,
    status  BIGINT,
    body    TEXT,
    PRIMARY KEY (actor, key)
);
CREATE INDEX db_once_at ON db_once (at);

-- Work that must happen after a commit.
CREATE TABLE jobs (
    id     TEXT PRIMARY KEY,
    kind   TEXT NOT NULL,
    key    TEXT UNIQUE,
    body   TEXT NOT NULL,
    run_at TEXT NOT NULL,
    lease  TEXT,
    tries  BIGINT NOT NULL DEFAULT 0,
    state  TEXT NOT NULL,
    error  TEXT NOT NULL DEFAULT '',
    done   BIGINT NOT NULL DEFAULT 0,
    total  BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX jobs_due ON jobs (state, run_at, id);

-- The tree of units as it is today, and every former shape of it.
CREATE TABLE org_decision (
    id     TEXT PRIMARY KEY,
    number TEXT NOT NULL,
    day    TEXT NOT NULL,
    verb   TEXT NOT NULL,
    about  TEXT NOT NULL,
    at     TEXT NOT NULL,
    actor  TEXT NOT NULL
);
CREATE TABLE org_unit (
    id     BIGINT PRIMARY KEY,
    code   TEXT NOT NULL,
    kind   TEXT NOT NULL,
    name   TEXT NOT NULL,
    fold   TEXT NOT NULL,
    parent BIGINT REFERENCES org_unit (id),
    path   TEXT NOT NULL UNIQUE,
    opened TEXT NOT NULL,
    closed TEXT,
    rev    BIGINT NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX org_unit_open_code ON org_unit (code) WHERE closed IS NULL; -- a closed unit's code may serve again
CREATE INDEX org_unit_code ON org_unit (code, id);
CREATE INDEX org_unit_below ON org_unit (path, closed, kind, fold, id, code); -- counts and searches of a subtree without its rows
CREATE INDEX org_unit_parent ON org_unit (parent, id);
CREATE INDEX org_unit_fold ON org_unit (fold, id);
CREATE TABLE org_version (
    unit     BIGINT NOT NULL REFERENCES org_unit (id),
    from_day TEXT NOT NULL,
    to_day   TEXT NOT NULL,
    code     TEXT NOT NULL,
    kind     TEXT NOT NULL,
    name     TEXT NOT NULL,
    parent   BIGINT,
    path     TEXT NOT NULL,
    decision TEXT REFERENCES org_decision (id),
    PRIMARY KEY (unit, from_day)
);
CREATE INDEX org_version_path ON org_version (path, from_day);
CREATE INDEX org_version_parent ON org_version (parent, from_day);
CREATE INDEX org_version_code ON org_version (code, to_day);
CREATE INDEX org_version_decision ON org_version (decision);
CREATE TABLE org_successor (
    unit      BIGINT NOT NULL REFERENCES org_unit (id),
    successor BIGINT NOT NULL REFERENCES org_unit (id),
    day       TEXT NOT NULL,
    decision  TEXT NOT NULL REFERENCES org_decision (id),
    PRIMARY KEY (unit, successor, day)
);
CREATE INDEX org_successor_of ON org_successor (successor, day);

-- People.
CREATE TABLE member (
    id          TEXT PRIMARY KEY,
    unit        BIGINT NOT NULL REFERENCES org_unit (id),
    path        TEXT NOT NULL,
    name        TEXT NOT NULL,
    fold        TEXT NOT NULL,
    sort        TEXT NOT NULL,
    birth       TEXT,
    sex         TEXT NOT NULL DEFAULT '',
    admitted    TEXT,
    official    TEXT,
    card        TEXT,
    citizen     TEXT,
    phone       TEXT,
    state       TEXT NOT NULL,
    state_from  TEXT,
    left_reason TEXT NOT NULL DEFAULT '',
    exempt_from TEXT,
    exempt_to   TEXT,
    rev         BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX member_list ON member (path, sort, id);
CREATE INDEX member_name ON member (sort, id, path, state); -- large subtrees by name
CREATE INDEX member_count ON member (path, state, sex, birth); -- statistics without the rows
CREATE INDEX member_of_unit ON member (unit, sort, id);
CREATE UNIQUE INDEX member_by_card ON member (card) WHERE card IS NOT NULL;
CREATE UNIQUE INDEX member_by_citizen ON member (citizen) WHERE citizen IS NOT NULL;
CREATE INDEX member_by_phone ON member (phone);
-- to_day is the first day elsewhere, 9999-12-31 while the stay lasts.
CREATE TABLE member_stay (
    member   TEXT NOT NULL REFERENCES member (id),
    unit     BIGINT NOT NULL REFERENCES org_unit (id),
    from_day TEXT NOT NULL,
    to_day   TEXT NOT NULL,
    reason   TEXT NOT NULL,
    decision TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (member, from_day)
);
CREATE INDEX member_stay_unit ON member_stay (unit, from_day);
CREATE TABLE member_state (
    member   TEXT NOT NULL REFERENCES member (id),
    state    TEXT NOT NULL,
    from_day TEXT NOT NULL,
    reason   TEXT NOT NULL DEFAULT '',
    decision TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (member, from_day)
);
CREATE TABLE member_post (
    id       TEXT PRIMARY KEY,
    member   TEXT NOT NULL REFERENCES member (id),
    unit     BIGINT NOT NULL REFERENCES org_unit (id),
    path     TEXT NOT NULL,
    post     TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day   TEXT,
    decision TEXT NOT NULL DEFAULT ''
);
CREATE INDEX member_post_unit ON member_post (unit, post);
CREATE INDEX member_post_member ON member_post (member);
CREATE TABLE member_import (
    id       TEXT PRIMARY KEY,
    path     TEXT NOT NULL,
    actor    TEXT NOT NULL,
    at       TEXT NOT NULL,
    name     TEXT NOT NULL,
    file     TEXT NOT NULL,
    options  TEXT NOT NULL,
    state    TEXT NOT NULL,
    done     BIGINT NOT NULL DEFAULT 0,
    total    BIGINT NOT NULL DEFAULT 0,
    summary  TEXT NOT NULL DEFAULT '',
    result   TEXT NOT NULL DEFAULT ''
);
CREATE INDEX member_import_path ON member_import (path, id);
-- One row that imports change first, so that on PostgreSQL they queue instead of losing their work to each other.
CREATE TABLE member_gate (
    id BIGINT PRIMARY KEY,
    n  BIGINT NOT NULL
);
INSERT INTO member_gate (id, n) VALUES (1, 0);

-- Sign-in and rights. The name and path of an account with a member are the
-- member's own (v_account); the columns are for accounts without one. Codes,
-- tokens and devices are kept only as digests.
CREATE TABLE account (
    id         TEXT PRIMARY KEY,
    member     TEXT UNIQUE REFERENCES member (id),
    login      TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL DEFAULT '',
    path       TEXT NOT NULL DEFAULT '',
    password   TEXT NOT NULL DEFAULT '',
    code       TEXT NOT NULL DEFAULT '',
    code_until TEXT,
    suspended  BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TEXT NOT NULL,
    rev        BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX account_path ON account (path, id);
CREATE TABLE account_session (
    id      TEXT PRIMARY KEY,
    token   TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL REFERENCES account (id),
    kind    TEXT NOT NULL,
    agent   TEXT NOT NULL,
    began   TEXT NOT NULL,
    seen    TEXT NOT NULL,
    ends    TEXT NOT NULL
);
CREATE INDEX account_session_account ON account_session (account, id);
CREATE TABLE account_known (
    account TEXT NOT NULL REFERENCES account (id),
    device  TEXT NOT NULL,
    seen    TEXT NOT NULL,
    PRIMARY KEY (account, device)
);
CREATE TABLE account_guess (
    key    TEXT PRIMARY KEY,
    fails  BIGINT NOT NULL,
    until  TEXT NOT NULL,
    forget TEXT NOT NULL
);
CREATE INDEX account_guess_forget ON account_guess (forget);
CREATE TABLE access_role (
    id       TEXT PRIMARY KEY,
    account  TEXT NOT NULL REFERENCES account (id),
    role     TEXT NOT NULL,
    unit     BIGINT REFERENCES org_unit (id),
    path     TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day   TEXT
);
CREATE INDEX access_role_account ON access_role (account, id);
CREATE INDEX access_role_path ON access_role (path, id);
CREATE INDEX access_role_unit ON access_role (unit);

-- Messages to people, each once.
CREATE TABLE notify_message (
    id      TEXT PRIMARY KEY,
    member  TEXT NOT NULL REFERENCES member (id),
    key     TEXT NOT NULL,
    code    TEXT NOT NULL,
    args    TEXT NOT NULL,
    link    TEXT NOT NULL,
    at      TEXT NOT NULL,
    read_at TEXT,
    UNIQUE (member, key)
);

-- Work given to people.
CREATE TABLE task (
    id         TEXT PRIMARY KEY,
    unit       BIGINT NOT NULL REFERENCES org_unit (id),
    path       TEXT NOT NULL,
    origin     TEXT NOT NULL DEFAULT '',
    title      TEXT NOT NULL,
    owner      TEXT REFERENCES member (id),
    owner_name TEXT NOT NULL DEFAULT '',
    due        TEXT,
    state      TEXT NOT NULL,
    progress   BIGINT NOT NULL DEFAULT 0,
    result     TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL,
    done_at    TEXT,
    rev        BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX task_path ON task (path, state, due, id);
CREATE INDEX task_unit ON task (unit, state, due, id);
CREATE INDEX task_owner ON task (owner, state, due, id);
CREATE INDEX task_origin ON task (origin);
CREATE TABLE task_step (
    id       TEXT PRIMARY KEY,
    task     TEXT NOT NULL REFERENCES task (id),
    at       TEXT NOT NULL,
    by       TEXT NOT NULL,
    meeting  TEXT NOT NULL DEFAULT '',
    progress BIGINT NOT NULL,
    state    TEXT NOT NULL,
    result   TEXT NOT NULL
);
CREATE INDEX task_step_task ON task_step (task, id);

-- The branch's meeting.
CREATE TABLE meeting (
    id           TEXT PRIMARY KEY,
    unit         BIGINT NOT NULL REFERENCES org_unit (id),
    path         TEXT NOT NULL,
    kind         TEXT NOT NULL,
    month        TEXT NOT NULL,
    title        TEXT NOT NULL,
    topic        TEXT NOT NULL DEFAULT '',
    purpose      TEXT NOT NULL DEFAULT '',
    place        TEXT NOT NULL DEFAULT '',
    link         TEXT NOT NULL DEFAULT '',
    guests       TEXT NOT NULL DEFAULT '',
    fee_status   TEXT NOT NULL DEFAULT '',
    starts_at    TEXT NOT NULL,
    state        TEXT NOT NULL,
    chair        TEXT REFERENCES member (id),
    secretary    TEXT REFERENCES member (id),
    prepared_at  TEXT,
    called_at    TEXT,
    opened_at    TEXT,
    ended_at     TEXT,
    closed_at    TEXT,
    adopted_at   TEXT,
    item         TEXT NOT NULL DEFAULT '',
    secret       TEXT NOT NULL DEFAULT '',
    cancelled    TEXT NOT NULL DEFAULT '',
    members      BIGINT NOT NULL DEFAULT 0,
    entitled     BIGINT NOT NULL DEFAULT 0,
    present      BIGINT NOT NULL DEFAULT 0,
    online       BIGINT NOT NULL DEFAULT 0,
    excused      BIGINT NOT NULL DEFAULT 0,
    unexcused    BIGINT NOT NULL DEFAULT 0,
    exempt       BIGINT NOT NULL DEFAULT 0,
    speakers     BIGINT NOT NULL DEFAULT 0,
    minutes_long BIGINT NOT NULL DEFAULT 0,
    score        BIGINT,
    grade        TEXT NOT NULL DEFAULT '',
    late         BOOLEAN NOT NULL DEFAULT FALSE,
    version      BIGINT NOT NULL DEFAULT 1,
    rev          BIGINT NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX meeting_once_a_month ON meeting (month, unit) WHERE kind <> 'thematic' AND state <> 'cancelled';
CREATE INDEX meeting_unit ON meeting (unit, starts_at, id);
CREATE INDEX meeting_path ON meeting (path, month, id);
CREATE TABLE meeting_item (
    id        TEXT PRIMARY KEY,
    meeting   TEXT NOT NULL REFERENCES meeting (id),
    pos       BIGINT NOT NULL,
    kind      TEXT NOT NULL,
    title     TEXT NOT NULL,
    presenter TEXT NOT NULL DEFAULT '',
    notes     TEXT NOT NULL DEFAULT '',
    rev       BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX meeting_item_meeting ON meeting_item (meeting, pos);
CREATE TABLE meeting_paper (
    id      TEXT PRIMARY KEY,
    meeting TEXT NOT NULL REFERENCES meeting (id),
    name    TEXT NOT NULL,
    media   TEXT NOT NULL,
    size    BIGINT NOT NULL,
    ref     TEXT NOT NULL,
    at      TEXT NOT NULL,
    by      TEXT NOT NULL,
    late    BOOLEAN NOT NULL DEFAULT FALSE,
    removed TEXT
);
CREATE INDEX meeting_paper_meeting ON meeting_paper (meeting, id);
CREATE TABLE meeting_roll (
    meeting    TEXT NOT NULL REFERENCES meeting (id),
    member     TEXT NOT NULL REFERENCES member (id),
    name       TEXT NOT NULL,
    sort       TEXT NOT NULL,
    standing   TEXT NOT NULL,
    exempt     BOOLEAN NOT NULL DEFAULT FALSE,
    answer     TEXT NOT NULL DEFAULT '',
    reason     TEXT NOT NULL DEFAULT '',
    answered   TEXT,
    answerer   TEXT NOT NULL DEFAULT '',
    leave      TEXT NOT NULL DEFAULT '',
    state      TEXT NOT NULL DEFAULT '',
    how        TEXT NOT NULL DEFAULT '',
    marked     TEXT,
    marker     TEXT NOT NULL DEFAULT '',
    spoke      BIGINT NOT NULL DEFAULT 0,
    rate_prep  BIGINT,
    rate_run   BIGINT,
    rate_tasks BIGINT,
    PRIMARY KEY (meeting, member)
);
CREATE INDEX meeting_roll_member ON meeting_roll (member, meeting);
CREATE TABLE meeting_opinion (
    id      TEXT PRIMARY KEY,
    meeting TEXT NOT NULL REFERENCES meeting (id),
    item    TEXT NOT NULL DEFAULT '',
    member  TEXT NOT NULL,
    name    TEXT NOT NULL,
    text    TEXT NOT NULL,
    spoken  BOOLEAN NOT NULL DEFAULT FALSE,
    at      TEXT NOT NULL,
    by      TEXT NOT NULL
);
CREATE INDEX meeting_opinion_meeting ON meeting_opinion (meeting, id);
CREATE TABLE meeting_motion (
    id        TEXT PRIMARY KEY,
    meeting   TEXT NOT NULL REFERENCES meeting (id),
    pos       BIGINT NOT NULL,
    kind      TEXT NOT NULL,
    title     TEXT NOT NULL,
    rule      TEXT NOT NULL,
    mode      TEXT NOT NULL,
    state     TEXT NOT NULL,
    opened_at TEXT,
    closed_at TEXT,
    voters    BIGINT NOT NULL DEFAULT 0,
    base      BIGINT NOT NULL DEFAULT 0,
    yes       BIGINT NOT NULL DEFAULT 0,
    no        BIGINT NOT NULL DEFAULT 0,
    abstain   BIGINT NOT NULL DEFAULT 0,
    passed    BOOLEAN,
    rev       BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX meeting_motion_meeting ON meeting_motion (meeting, pos);
CREATE TABLE meeting_vote (
    motion TEXT NOT NULL REFERENCES meeting_motion (id),
    member TEXT NOT NULL,
    choice TEXT NOT NULL,
    at     TEXT NOT NULL,
    by     TEXT NOT NULL,
    PRIMARY KEY (motion, member)
);
CREATE TABLE meeting_review (
    meeting TEXT NOT NULL REFERENCES meeting (id),
    task    TEXT NOT NULL,
    pos     BIGINT NOT NULL,
    title   TEXT NOT NULL,
    owner   TEXT NOT NULL,
    due     TEXT,
    before  TEXT NOT NULL,
    result  TEXT NOT NULL DEFAULT '',
    done    BOOLEAN,
    PRIMARY KEY (meeting, task)
);
CREATE TABLE meeting_score (
    meeting   TEXT NOT NULL REFERENCES meeting (id),
    criterion TEXT NOT NULL,
    points    BIGINT NOT NULL,
    computed  BOOLEAN NOT NULL,
    why       TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (meeting, criterion)
);
CREATE TABLE meeting_text (
    meeting TEXT NOT NULL REFERENCES meeting (id),
    kind    TEXT NOT NULL,
    version BIGINT NOT NULL,
    text    TEXT NOT NULL,
    at      TEXT NOT NULL,
    by      TEXT NOT NULL,
    reason  TEXT NOT NULL DEFAULT '',
    final   BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (meeting, kind, version)
);
CREATE TABLE meeting_correction (
    meeting TEXT NOT NULL REFERENCES meeting (id),
    version BIGINT NOT NULL,
    reason  TEXT NOT NULL,
    detail  TEXT NOT NULL,
    at      TEXT NOT NULL,
    by      TEXT NOT NULL,
    PRIMARY KEY (meeting, version)
);

-- Contracts for those who read from above.
CREATE VIEW v_org_unit AS SELECT id, code, kind, name, fold, parent, path, opened, closed FROM org_unit;
CREATE VIEW v_org_version AS SELECT unit, from_day, to_day, code, kind, name, parent, path FROM org_version;
CREATE VIEW v_member AS SELECT id, unit, path, name, fold, sort, state, state_from, sex, birth, admitted, official, exempt_from, exempt_to FROM member;
CREATE VIEW v_member_post AS SELECT member, unit, path, post, from_day, to_day FROM member_post;
CREATE VIEW v_member_stay AS SELECT member, unit, from_day, to_day FROM member_stay;
CREATE VIEW v_member_state AS SELECT member, state, from_day, reason FROM member_state;
CREATE VIEW v_member_login AS SELECT id, phone, card FROM member;
CREATE VIEW v_account AS SELECT a.id, a.member, a.login, COALESCE(m.name, a.name) AS name, COALESCE(m.path, a.path) AS path,
    COALESCE(m.state, '') AS state, a.suspended FROM account a LEFT JOIN v_member m ON m.id = a.member;
CREATE VIEW v_meeting AS SELECT id, unit, path, kind, month, title, topic, starts_at, state, called_at, opened_at, ended_at, closed_at,
    members, entitled, present, online, excused, unexcused, exempt, speakers, minutes_long, score, grade, late, version FROM meeting;

-- +goose Down
