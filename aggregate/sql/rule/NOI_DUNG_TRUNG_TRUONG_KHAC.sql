-- A workbook is another school's: the very same file lay in that school's folder
-- (or came from its address) too, or two schools sent the same evidence,
-- improvements and figures, cell by cell. Said once for each other school; raw is
-- where its file lay.
WITH twice AS MATERIALIZED ( -- else the pairs of all files of a year are made first
  SELECT f.file_sha256, f.name, f.figures, s.school_code, s.school_year
  FROM load.known_file f JOIN load.submission s USING (file_sha256)
  WHERE s.school_code <> '' AND f.figures IN (SELECT figures FROM load.known_file GROUP BY figures HAVING count(*) > 1)
), same AS (
  SELECT s.file_sha256, min(c.name) AS name, c.school_code AS other
  FROM load.submission s JOIN load.known_claim c USING (file_sha256)
  WHERE s.school_code <> '' AND c.school_code <> s.school_code
  GROUP BY ALL
  UNION
  -- Whose it is can't be told: each place names the school of another place.
  SELECT s.file_sha256, min(c.name), o.school_code
  FROM load.submission s JOIN load.known_claim c USING (file_sha256) JOIN load.known_claim o USING (file_sha256)
  WHERE s.school_code = '' AND c.school_code < o.school_code
  GROUP BY ALL
  UNION
  SELECT f.file_sha256, g.name, g.school_code
  FROM twice f JOIN twice g ON g.figures = f.figures AND g.school_year = f.school_year AND g.file_sha256 <> f.file_sha256 AND g.school_code <> f.school_code
)
SELECT same.file_sha256, '' AS sheet, '' AS cell, min(same.name) AS raw, json_object('tep', any_value(f.name), 'truong_khac', any_value(coalesce(b.name, same.other))) AS args
FROM same JOIN load.known_file f USING (file_sha256) LEFT JOIN load.school b ON b.code = same.other
GROUP BY same.file_sha256, same.other
