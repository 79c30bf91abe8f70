-- Biểu 4: the improvement items of every school; only stated amounts are added,
-- and the items without one are counted on their own line.
WITH item AS (SELECT i.*, s.name, s.commune FROM improvement i LEFT JOIN school s USING (school_code) WHERE i.school_year = $year),
line AS (
  SELECT 'data' AS row_kind, coalesce(name, school_code) AS school, criterion, coalesce(nullif(goal, ''), action) AS content, coalesce(nullif(time_raw, ''), '') AS period, amount_vnd AS amount, coalesce(nullif(source, ''), 'chưa nêu') AS source, progress, 1 AS _part, coalesce(commune, '') AS _commune, file_sha256 AS _file, sheet || cell AS _cell FROM item
  UNION ALL SELECT 'total', 'Cộng kinh phí đã nêu', '', '', '', CAST(sum(amount_vnd) AS BIGINT), '', '', 2, '', '', '' FROM item HAVING count(*) > 0
  UNION ALL SELECT 'total', 'Số hạng mục chưa nêu kinh phí', '', CAST(count(*) FILTER (amount_vnd IS NULL) AS VARCHAR) || '/' || count(*), '', NULL, '', '', 3, '', '', '' FROM item HAVING count(*) > 0
)
SELECT row_kind, school, criterion, content, period, amount, source, progress FROM line ORDER BY _part, _commune COLLATE vi, school COLLATE vi, criterion, _file, _cell
