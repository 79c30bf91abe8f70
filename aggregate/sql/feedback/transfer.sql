-- The workbooks of a year that schools of other units sent here by mistake: they
-- count for nobody here and are passed on, a row a workbook.
SELECT f.file_sha256, coalesce(f.inner_path, f.name) AS name, f.name AS place, s.school_code, s.name AS school, f.received_local AS received
FROM load.known_file f JOIN load.submission s USING (file_sha256)
WHERE coalesce(f.expected_year, s.school_year) = $1
  AND EXISTS (SELECT 1 FROM load.finding n WHERE n.file_sha256 = f.file_sha256 AND n.code = 'GUI_NHAM_DON_VI')
ORDER BY s.school_code, f.received_local, f.name, f.file_sha256
