-- One line a school: what it reached, what stands against it. corrections counts
-- the errors and refusals of this year's workbooks, warnings the rest to look at.
WITH f AS (SELECT * FROM file WHERE coalesce(expected_year, school_year) = $year),
told AS (
  SELECT f.concerned_school AS school_code, count(*) FILTER (n.severity IN ('error', 'refuse')) AS corrections, count(*) FILTER (n.severity = 'warning') AS warnings
  FROM finding n JOIN f USING (file_sha256) GROUP BY f.concerned_school
), stood AS ( -- as the figures of the report count them
  SELECT school_code, CASE WHEN bool_or(state IN ('overdue', 'needs-correction')) THEN 'no' WHEN bool_or(state = 'late') THEN 'muon' WHEN bool_or(state = 'on-time') THEN 'du' END AS outcome
  FROM obligation_status WHERE school_year = $year GROUP BY school_code
)
SELECT s.school_code, s.name, coalesce(nullif(s.commune, ''), 'Chưa ghi xã/phường') AS commune,
       CASE s.kind WHEN 'MN' THEN 'Mầm non' WHEN 'TH' THEN 'Tiểu học' WHEN 'THCS' THEN 'Trung học cơ sở' WHEN 'THPT' THEN 'Trung học phổ thông' WHEN 'GDTX' THEN 'Giáo dục thường xuyên' ELSE 'Liên cấp' END AS kind,
       s.private, coalesce(l.rulebook, '') AS rulebook, l.computed_level, coalesce(l.reason, '') AS reason, l.declared_level,
       CAST(coalesce(t.corrections, 0) AS BIGINT) AS corrections, CAST(coalesce(t.warnings, 0) AS BIGINT) AS warnings, coalesce(o.outcome, '') AS outcome
FROM school s
LEFT JOIN school_level l ON l.school_code = s.school_code AND l.school_year = $year
LEFT JOIN told t ON t.school_code = s.school_code
LEFT JOIN stood o ON o.school_code = s.school_code
ORDER BY s.commune COLLATE vi, s.name COLLATE vi, s.school_code
