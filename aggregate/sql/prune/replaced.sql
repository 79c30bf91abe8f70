-- Workbooks of school years before $year that no figure stands on: every part of
-- them was replaced by a later good workbook of their school, or they were refused
-- and their school has a good one of that year. A workbook of which nobody knows
-- whose it is stays. A container stands on its members; see the program.
SELECT f.file_sha256, f.name, coalesce(s.school_code, '') AS school_code, f.expected_year, f.size, f.outcome = 'container' AS container
FROM load.known_file f LEFT JOIN load.submission s USING (file_sha256)
WHERE f.expected_year < $year AND coalesce(nullif(s.school_year, ''), f.expected_year) < $year
  AND NOT EXISTS (SELECT 1 FROM load.current_part c WHERE c.file_sha256 = f.file_sha256)
  AND (f.outcome = 'container' OR s.school_code <> '' AND EXISTS (
    SELECT 1 FROM load.current_part c WHERE c.school_code = s.school_code AND c.school_year = coalesce(nullif(s.school_year, ''), f.expected_year)))
ORDER BY f.expected_year, f.name, f.file_sha256
