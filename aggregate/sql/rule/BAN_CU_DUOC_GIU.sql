-- A later workbook that was refused doesn't replace the good one before it. One
-- that still told its parts is set against those; one that told nothing against
-- the last good workbook.
SELECT DISTINCT c.file_sha256, '' AS sheet, '' AS cell, '' AS raw, json_object('tep', g.name) AS args
FROM load.current_part c JOIN load.known_file f ON f.file_sha256 = c.file_sha256
JOIN load.submission o ON o.school_code = c.school_code AND o.file_sha256 <> c.file_sha256
JOIN load.known_file g ON g.file_sha256 = o.file_sha256 AND g.outcome = 'refused' AND g.received_local > f.received_local AND coalesce(g.expected_year, '') IN (c.school_year, '')
WHERE c.school_code <> ''
  AND CASE WHEN EXISTS (SELECT 1 FROM load.part p WHERE p.file_sha256 = o.file_sha256)
           THEN EXISTS (SELECT 1 FROM load.part p WHERE p.file_sha256 = o.file_sha256 AND p.part = c.part)
           ELSE f.received_local = (SELECT max(l.received_local) FROM load.current_part d JOIN load.known_file l ON l.file_sha256 = d.file_sha256
                                    WHERE d.school_code = c.school_code AND d.school_year = c.school_year) END
