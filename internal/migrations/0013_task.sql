-- +goose Up

-- The member who gave a task is told how it went; whoever has it may ask for more time.
ALTER TABLE task ADD COLUMN giver TEXT;
ALTER TABLE task ADD COLUMN asked_due TEXT;
ALTER TABLE task ADD COLUMN asked_why TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN asked_by TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN asker TEXT;

-- A step is a report, or time that was asked for, given or refused, with its day.
ALTER TABLE task_step ADD COLUMN kind TEXT NOT NULL DEFAULT 'report';
ALTER TABLE task_step ADD COLUMN due TEXT;

DROP VIEW v_task;
CREATE VIEW v_task AS SELECT id, unit, path, origin, title, owner, owner_name, due, state, progress, result, created_at, done_at, rev, asked_due, asked_why, asked_by FROM task;

-- +goose Down
