-- The moment the figures stand for, and the school year being received.
CREATE VIEW load.clock AS SELECT now_local, CAST(now_local AS DATE) AS today, school_year FROM load.setting;

-- The schools as they were on a day, the clock's unless another structure is
-- asked for: before the first change after it a school had the name, kind, type
-- and commune that the sheet Thay đổi gives.
CREATE VIEW load.school AS
WITH later AS (
  SELECT school_code, what, arg_min(before_value, from_day) AS was
  FROM load.school_change CROSS JOIN load.setting
  WHERE CAST(from_day AS DATE) > coalesce(structure_day, CAST(now_local AS DATE)) GROUP BY ALL
)
SELECT s.code, coalesce(n.was, s.name) AS name, coalesce(k.was, s.kind) AS kind, coalesce(CAST(p.was AS BOOLEAN), s.private) AS private, coalesce(c.was, s.commune) AS commune,
       s.rulebook, s.opened, s.closed, s.merged_into, s.sheet, s.cell, s.raw
FROM load.roster_school s
LEFT JOIN later n ON n.school_code = s.code AND n.what = 'name' LEFT JOIN later k ON k.school_code = s.code AND k.what = 'kind'
LEFT JOIN later p ON p.school_code = s.code AND p.what = 'private' LEFT JOIN later c ON c.school_code = s.code AND c.what = 'commune';

-- What was known at the clock's moment: with an older clock the report of that
-- day comes out again, without the workbooks that were found later. Whatever people
-- are told asks for these; all files ask the proof that nothing was dropped, and
-- whoever has a content in hand already.
CREATE VIEW load.known_file AS
SELECT f.* FROM load.file f CROSS JOIN load.setting s
WHERE f.seen IS NULL OR s.now_local IS NULL OR left(f.seen, 19) <= strftime(s.now_local, '%Y-%m-%dT%H:%M:%S');

-- The places of a content that were known by then.
CREATE VIEW load.known_claim AS
SELECT c.* FROM load.claim c CROSS JOIN load.setting s
WHERE c.seen IS NULL OR s.now_local IS NULL OR left(c.seen, 19) <= strftime(s.now_local, '%Y-%m-%dT%H:%M:%S');

-- Of a school's workbooks for a year the last good one that holds a part counts
-- for that part: a refused one never replaces it, a later one without the part
-- does not hide it (DESIGN §5.5). Of two that arrived together, in one zip say,
-- the one that was saved later (MESSY 8, 69).
CREATE VIEW load.current_part AS
SELECT s.school_code, s.school_year, p.part, s.file_sha256, s.rulebook
FROM load.part p
JOIN load.submission s USING (file_sha256)
JOIN load.known_file f USING (file_sha256)
WHERE f.outcome <> 'refused'
QUALIFY row_number() OVER (PARTITION BY s.school_code, s.school_year, p.part ORDER BY f.received_local DESC, f.modified DESC NULLS LAST, f.seen DESC, f.name DESC, f.file_sha256) = 1;
