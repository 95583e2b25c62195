-- Papers of meetings are kept by package filing, as all files from outside. Those
-- that were there stay readable; their bytes are carried over at the next start,
-- where 'carried' says that they still lie in the former place.

-- +goose Up
CREATE INDEX filing_file_ref ON filing_file (ref);
CREATE INDEX filing_file_text ON filing_file (text_ref);

INSERT INTO filing_file (id, subject, unit, path, name, kind, media, size, sha, ref, ref_size, scanned, state, reading, by, at)
SELECT p.id, 'meeting:' || p.meeting, m.unit, m.path, p.name,
    CASE p.media
        WHEN 'application/pdf' THEN 'pdf'
        WHEN 'image/jpeg' THEN 'jpg'
        WHEN 'image/png' THEN 'png'
        WHEN 'image/webp' THEN 'webp'
        WHEN 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' THEN 'docx'
        ELSE 'xlsx'
    END,
    p.media, p.size, p.ref, p.ref, p.size, FALSE, 'clear', 'carried', p.by, p.at
FROM meeting_paper p JOIN meeting m ON m.id = p.meeting WHERE p.removed IS NULL;

DROP TABLE meeting_paper;

-- +goose Down
