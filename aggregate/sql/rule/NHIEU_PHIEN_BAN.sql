-- Of several good workbooks of a school for the same part of a year, the last
-- one counts; said once, on that one.
SELECT c.file_sha256, '' AS sheet, '' AS cell, '' AS raw,
       json_object('ten_truong', any_value(s.name), 'n', count(DISTINCT o.file_sha256) + 1, 'tep', any_value(f.name), 'gio', any_value(left(replace(f.received_local, 'T', ' '), 16))) AS args
FROM load.current_part c JOIN load.known_file f ON f.file_sha256 = c.file_sha256 JOIN load.submission s ON s.file_sha256 = c.file_sha256
JOIN load.submission o ON o.school_code = c.school_code AND o.school_year = c.school_year AND o.file_sha256 <> c.file_sha256
JOIN load.part p ON p.file_sha256 = o.file_sha256 AND p.part = c.part
JOIN load.known_file g ON g.file_sha256 = o.file_sha256 AND g.outcome <> 'refused'
WHERE c.school_code <> ''
GROUP BY c.file_sha256
