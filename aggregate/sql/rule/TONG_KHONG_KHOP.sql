-- Whoever is below, at and above the standard makes up the group: told only where
-- all three are written (MESSY 48).
SELECT t.file_sha256, t.sheet, t.cell, t.raw,
       json_object('bang', t.staff_group, 'a', t.value, 'b', CAST(sum(p.value) AS BIGINT)) AS args
FROM staff t JOIN staff p ON p.file_sha256 = t.file_sha256 AND p.staff_group = t.staff_group AND p.sheet = t.sheet
  AND p.measure IN ('below_standard', 'at_standard', 'above_standard')
WHERE t.measure = 'total'
GROUP BY t.file_sha256, t.sheet, t.cell, t.raw, t.staff_group, t.value
HAVING count(p.value) = 3 AND count(*) = 3 AND sum(p.value) <> t.value
