-- A school's level against that of the school year before. Levels are compared
-- within one rulebook family only, and where both are known; another family is
-- marked, never compared. Criteria are compared where both rulebooks are the same
-- or one amends the other, and the criterion has the same code and title in both.
CREATE VIEW year_on_year AS
WITH pair AS (
  SELECT n.school_code, n.school_year, p.school_year AS previous_year, n.rulebook, p.rulebook AS previous_rulebook, n.family, p.family AS previous_family, n.computed_level AS level, p.computed_level AS previous_level, n.file_sha256, p.file_sha256 AS previous_file
  FROM school_level n LEFT JOIN school_level p ON p.school_code = n.school_code AND p.school_year = (CAST(left(n.school_year, 4) AS INTEGER) - 1) || '-' || left(n.school_year, 4)
), root AS (
  SELECT id AS rulebook, coalesce(nullif(base, ''), id) AS root FROM load.rulebook
), comparable AS MATERIALIZED (
  SELECT p.* FROM pair p JOIN root x ON x.rulebook = p.rulebook JOIN root y ON y.rulebook = p.previous_rulebook AND y.root = x.root
), answered AS MATERIALIZED (
  SELECT r.file_sha256, r.criterion, k.title, r.level FROM criterion_result r JOIN load.criterion k ON k.rulebook = r.rulebook AND k.code = r.criterion
  WHERE r.level IS NOT NULL AND r.file_sha256 IN (SELECT file_sha256 FROM comparable UNION SELECT previous_file FROM comparable)
), moved AS (
  SELECT p.school_code, p.school_year, count(*) FILTER (a.level > b.level) AS raised, count(*) FILTER (a.level < b.level) AS lowered, count(*) AS compared
  FROM comparable p JOIN answered a ON a.file_sha256 = p.file_sha256 JOIN answered b ON b.file_sha256 = p.previous_file AND b.criterion = a.criterion AND b.title = a.title
  GROUP BY ALL
)
SELECT p.school_code, p.school_year, p.previous_year, p.rulebook, p.previous_rulebook, p.family, p.previous_family,
  coalesce(p.rulebook <> p.previous_rulebook, false) AS rulebook_changed,
  CASE WHEN p.previous_year IS NULL THEN 'no-previous' WHEN p.family <> p.previous_family THEN 'family-changed' WHEN p.level IS NULL OR p.previous_level IS NULL THEN 'unknown' WHEN p.level > p.previous_level THEN 'raised' WHEN p.level < p.previous_level THEN 'lowered' ELSE 'same' END AS change,
  p.level, p.previous_level,
  CASE WHEN p.family = p.previous_family THEN p.level - p.previous_level END AS levels,
  CAST(m.compared AS INTEGER) AS criteria_compared, CAST(m.raised AS INTEGER) AS criteria_raised, CAST(m.lowered AS INTEGER) AS criteria_lowered, p.file_sha256, p.previous_file
FROM pair p LEFT JOIN moved m USING (school_code, school_year);
COMMENT ON VIEW year_on_year IS 'A school''s level against the year before: only within a rulebook family, a change of rulebook marked';
COMMENT ON COLUMN year_on_year.school_code IS 'mã trường, text with leading zeros';
COMMENT ON COLUMN year_on_year.school_year IS 'năm học, "2026-2027"';
COMMENT ON COLUMN year_on_year.previous_year IS 'the school year before; NULL when it has no results';
COMMENT ON COLUMN year_on_year.rulebook IS 'bộ quy định, id: "mn-2018"';
COMMENT ON COLUMN year_on_year.previous_rulebook IS 'that of the year before';
COMMENT ON COLUMN year_on_year.family IS '2012, 2018, 2026: what may be compared';
COMMENT ON COLUMN year_on_year.previous_family IS 'that of the year before';
COMMENT ON COLUMN year_on_year.rulebook_changed IS 'another rulebook than the year before, of the same family or not';
COMMENT ON COLUMN year_on_year.change IS 'raised, lowered, same; unknown (a level can''t be told); family-changed; no-previous';
COMMENT ON COLUMN year_on_year.level IS 'computed level, 0 is chưa đạt Mức 1; NULL unknown';
COMMENT ON COLUMN year_on_year.previous_level IS 'that of the year before, by its own rulebook';
COMMENT ON COLUMN year_on_year.levels IS 'levels up or down; NULL when they can''t be compared';
COMMENT ON COLUMN year_on_year.criteria_compared IS 'criteria with a level in both years and one meaning; NULL when there are none';
COMMENT ON COLUMN year_on_year.criteria_raised IS 'of them higher than the year before';
COMMENT ON COLUMN year_on_year.criteria_lowered IS 'of them lower';
COMMENT ON COLUMN year_on_year.file_sha256 IS 'content of the workbook that counts';
COMMENT ON COLUMN year_on_year.previous_file IS 'content of the workbook that counted the year before';

-- The same of the whole unit, by kind of school and family: every school with
-- results of the year is in exactly one of the six counts.
CREATE VIEW unit_year_on_year AS
SELECT y.school_year, coalesce(s.kind_group, '') AS kind_group, y.family, count(*) AS schools,
  count(*) FILTER (change = 'raised') AS raised, count(*) FILTER (change = 'same') AS same, count(*) FILTER (change = 'lowered') AS lowered,
  count(*) FILTER (change = 'unknown') AS unknown, count(*) FILTER (change = 'family-changed') AS family_changed, count(*) FILTER (change = 'no-previous') AS no_previous,
  count(*) FILTER (rulebook_changed) AS rulebook_changed
FROM year_on_year y LEFT JOIN load.school_kind s USING (school_code) GROUP BY ALL;
COMMENT ON VIEW unit_year_on_year IS 'Schools by how their level moved since the year before, by kind and rulebook family';
COMMENT ON COLUMN unit_year_on_year.school_year IS 'năm học, "2026-2027"';
COMMENT ON COLUMN unit_year_on_year.kind_group IS 'cấp học; LIENCAP: of several levels; empty: not told';
COMMENT ON COLUMN unit_year_on_year.family IS '2012, 2018, 2026';
COMMENT ON COLUMN unit_year_on_year.schools IS 'schools with results of the year';
COMMENT ON COLUMN unit_year_on_year.raised IS 'of them higher than the year before';
COMMENT ON COLUMN unit_year_on_year.same IS 'of them at the same level';
COMMENT ON COLUMN unit_year_on_year.lowered IS 'of them lower';
COMMENT ON COLUMN unit_year_on_year.unknown IS 'of them with a level that can''t be told, in either year';
COMMENT ON COLUMN unit_year_on_year.family_changed IS 'of them under another family the year before: not compared';
COMMENT ON COLUMN unit_year_on_year.no_previous IS 'of them without results the year before';
COMMENT ON COLUMN unit_year_on_year.rulebook_changed IS 'of them under another rulebook the year before, of any family';
