-- +goose Up

-- For which message that came something is said back, so that each status is said once.
ALTER TABLE exchange_out ADD COLUMN cause TEXT NOT NULL DEFAULT '';
UPDATE exchange_out SET cause = COALESCE((SELECT MIN(i.id) FROM exchange_in i WHERE i.unit = exchange_out.unit AND i.peer = exchange_out.peer AND i.ref = exchange_out.ref AND i.kind = 'paper'), '')
    WHERE kind = 'status';
CREATE INDEX exchange_out_cause ON exchange_out (cause, id);
CREATE INDEX exchange_out_turn ON exchange_out (peer, ref, id);
ALTER TABLE exchange_in DROP COLUMN told;

-- +goose Down
