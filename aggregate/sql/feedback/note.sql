-- What a school is told about a workbook: every warning, error and refusal of a
-- workbook of the year whose parts count, or that was refused; a row a finding.
-- The report of an older day tells of nothing that was found later.
-- Whose it is counts as unknown where the refusal is about that very thing.
SELECT f.file_sha256, coalesce(f.inner_path, f.name) AS name, f.outcome, coalesce(f.sender_school, '') AS sender_school, f.name AS place,
       CASE WHEN bool_or(n.code IN ('MA_TRUONG_SAI', 'MA_TEN_KHONG_KHOP', 'TEN_TRUONG_NHIEU')) OVER (PARTITION BY f.file_sha256) THEN '-' ELSE coalesce(s.school_code, '') END AS school_code,
       coalesce(r.name, s.name, '') AS school, coalesce(s.school_year, '') AS school_year,
       n.code, n.severity, n.sheet, n.cell, n.raw, n.message_vi, n.message_en, n.fix_vi, n.fix_en
FROM load.known_file f
JOIN load.finding n USING (file_sha256)
LEFT JOIN load.submission s USING (file_sha256)
LEFT JOIN load.school r ON r.code = s.school_code
WHERE n.severity <> 'info' AND coalesce(f.expected_year, s.school_year) = $1
  AND (f.outcome = 'refused' OR n.severity = 'refuse' OR EXISTS (SELECT 1 FROM load.current_part c WHERE c.file_sha256 = f.file_sha256))
ORDER BY f.name, f.file_sha256, n.found_by, n.rowid
