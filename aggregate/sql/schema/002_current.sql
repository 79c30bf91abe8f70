-- The moment the figures stand for, and the school year being received.
CREATE VIEW load.clock AS SELECT now_local, CAST(now_local AS DATE) AS today, school_year FROM load.setting;

-- Of a school's workbooks for a year the last good one that holds a part counts
-- for that part: a refused one never replaces it, a later one without the part
-- does not hide it (DESIGN §5.5). Of two that arrived together, in one zip say,
-- the one that was saved later (MESSY 8, 69).
CREATE VIEW load.current_part AS
SELECT s.school_code, s.school_year, p.part, s.file_sha256, s.rulebook
FROM load.part p
JOIN load.submission s USING (file_sha256)
JOIN load.file f USING (file_sha256)
WHERE f.outcome <> 'refused'
QUALIFY row_number() OVER (PARTITION BY s.school_code, s.school_year, p.part ORDER BY f.received_local DESC, f.modified DESC NULLS LAST, f.seen DESC, f.name DESC, f.file_sha256) = 1;
