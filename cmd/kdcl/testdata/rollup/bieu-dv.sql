-- Every unit's line is what that unit exported; the last is their sum.
WITH own AS (
  SELECT _unit AS id, count(*) AS schools, count(*) FILTER (tdg_due) AS tdg_due, count(*) FILTER (tdg) AS tdg, count(*) FILTER (owes) AS owing,
    count(*) FILTER (family = '2012' AND level IS NOT NULL) AS c,
    count(*) FILTER (family = '2018' AND level = 0) AS a0, count(*) FILTER (family = '2018' AND level = 1) AS a1, count(*) FILTER (family = '2018' AND level = 2) AS a2, count(*) FILTER (family = '2018' AND level = 3) AS a3, count(*) FILTER (family = '2018' AND level = 4) AS a4,
    count(*) FILTER (family = '2026' AND level = 0) AS q0, count(*) FILTER (family = '2026' AND level = 1) AS q1, count(*) FILTER (family = '2026' AND level = 2) AS q2, count(*) FILTER (has_level AND level IS NULL) AS lu
  FROM told.standing GROUP BY _unit
), filed AS (
  SELECT _unit AS id, count(*) AS files, count(*) FILTER (outcome IN ('refused', 'container')) AS refused FROM told.file f
  WHERE coalesce(expected_year, school_year) = $year AND (outcome <> 'container' OR EXISTS (SELECT 1 FROM told.finding n WHERE n._unit = f._unit AND n.file_sha256 = f.file_sha256 AND n.severity = 'refuse')) GROUP BY _unit
), line AS (SELECT * FROM own JOIN filed USING (id))
SELECT 'data' AS row_kind, * FROM line
UNION ALL SELECT 'total', '', CAST(sum(COLUMNS(* EXCLUDE (id))) AS BIGINT) FROM line
