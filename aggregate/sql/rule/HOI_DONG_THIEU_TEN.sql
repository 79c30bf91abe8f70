-- A line of the council names a person; one with a position and no name is said,
-- once a workbook (MESSY 57). It counts as a member all the same.
SELECT file_sha256, any_value(sheet) AS sheet, min(cell) AS cell, '' AS raw,
       json_object('n', count(*), 'ds', string_agg(CASE WHEN position = '' THEN duty ELSE position END, ', ' ORDER BY number)) AS args
FROM council WHERE trim(name) = '' GROUP BY file_sha256
