-- The council has the size that the rulebook asks for: at least 7 (TT17, 18,
-- 19/2018 Điều 24), or odd and at least 5 (TT57/2026 Điều 9). Never refused.
SELECT c.file_sha256, any_value(c.sheet) AS sheet, min(c.cell) AS cell, '' AS raw,
       json_object('n', count(*), 'quy_dinh', CASE WHEN b.council_odd THEN 'số lẻ, ít nhất ' ELSE 'ít nhất ' END || b.council_min || ' thành viên') AS args
FROM council c JOIN load.rulebook b ON b.id = c.rulebook
WHERE b.council_min > 0 AND (c.council_group ILIKE '%hội đồng%' OR c.council_group = '')
GROUP BY c.file_sha256, b.council_min, b.council_odd
HAVING count(*) < b.council_min OR b.council_odd AND count(*) % 2 = 0
