-- +goose Up

-- For which message that came something is said back, so that each status is said once.
ALTER TABLE exchange_out ADD COLUMN cause TEXT NOT NULL DEFAULT '';
UPDATE exchange_out SET cause = COALESCE((SELECT MIN(i.id) FROM exchange_in i WHERE i.unit = exchange_out.unit AND i.peer = exchange_out.peer AND i.ref = exchange_out.ref AND i.kind = 'paper'), '')
    WHERE kind = 'status';
CREATE INDEX exchange_out_cause ON exchange_out (cause, id);
CREATE INDEX exchange_out_turn ON exchange_out (peer, ref, id);

-- Its job came before its turn: the message before it leaves another.
ALTER TABLE exchange_out ADD COLUMN held BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE exchange_in DROP COLUMN told;

-- What came that updates or replaces a paper that came before, and waits until a clerk has seen it.
ALTER TABLE exchange_in ADD COLUMN unseen BOOLEAN NOT NULL DEFAULT FALSE;

-- Which paper a message that came updates or replaces: by the name that its sender gives
-- it, and the message that brought it, "" as long as that has not come.
CREATE TABLE exchange_link (
    later   TEXT NOT NULL,
    ref     TEXT NOT NULL,
    purpose TEXT NOT NULL,
    unit    BIGINT NOT NULL REFERENCES org_unit (id),
    organ   TEXT NOT NULL,
    earlier TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (later, ref)
);
CREATE INDEX exchange_link_ref ON exchange_link (unit, organ, ref);
CREATE INDEX exchange_link_earlier ON exchange_link (earlier);

-- The paper of ours in whose place the one that is sent has come.
ALTER TABLE exchange_out ADD COLUMN replaces TEXT NOT NULL DEFAULT '';
CREATE INDEX exchange_out_replaces ON exchange_out (replaces);

-- How an office sends letters, and to whom papers may go by them: mail is the address,
-- form what is sent (the message of edXML, or the files themselves), confided says that
-- papers which are not open to everybody may go there too.
ALTER TABLE exchange_desk ADD COLUMN post_server TEXT NOT NULL DEFAULT '';
ALTER TABLE exchange_desk ADD COLUMN post_security TEXT NOT NULL DEFAULT '';
ALTER TABLE exchange_desk ADD COLUMN post_login TEXT NOT NULL DEFAULT '';
ALTER TABLE exchange_desk ADD COLUMN post_password TEXT NOT NULL DEFAULT '';
ALTER TABLE exchange_desk ADD COLUMN post_sender TEXT NOT NULL DEFAULT '';
ALTER TABLE exchange_peer ADD COLUMN mail TEXT NOT NULL DEFAULT '';
ALTER TABLE exchange_peer ADD COLUMN form TEXT NOT NULL DEFAULT '';
ALTER TABLE exchange_peer ADD COLUMN confided BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE exchange_out ADD COLUMN open BOOLEAN NOT NULL DEFAULT FALSE;

-- Why sending failed: a sentence of the program, and what the other side said.
ALTER TABLE exchange_out ADD COLUMN detail TEXT NOT NULL DEFAULT '';
UPDATE exchange_out SET detail = error, error = 'exchange.send_later' WHERE error <> '';

-- +goose Down
