-- One evidence code stands for one document.
SELECT file_sha256, any_value(sheet) AS sheet, min(cell) AS cell, code AS raw,
       json_object('ma', code, 'n', count(DISTINCT name), 'ds', string_agg(DISTINCT name, '; ' ORDER BY name)) AS args
FROM evidence GROUP BY file_sha256, code HAVING count(DISTINCT lower(trim(name))) > 1
