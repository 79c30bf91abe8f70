-- Biểu 4: the improvement items of every school by commune, then sums by
-- standard and by source; only stated amounts are added, and the items without
-- one are counted beside every sum.
WITH item AS (
  SELECT i.*, s.name, coalesce(s.commune, '') AS commune, g.source_group, w.short, w.family, CAST(regexp_extract(i.criterion, '^(\d+)', 1) AS VARCHAR) AS standard
  FROM improvement i LEFT JOIN school s USING (school_code) LEFT JOIN load.source_word g ON g.source IS NOT DISTINCT FROM i.source LEFT JOIN load.rulebook_word w ON w.rulebook = i.rulebook WHERE i.school_year = $year
), line AS (
  SELECT 'group' AS row_kind, coalesce(nullif(commune, ''), 'Chưa ghi xã, phường') AS school, '' AS criterion, '' AS content, '' AS period, CAST(NULL AS BIGINT) AS amount, '' AS source, '' AS progress, 1 AS _part, commune AS _commune, 0 AS _n, '' AS _name, '' AS _file, '' AS _cell FROM item GROUP BY commune
  UNION ALL
  SELECT 'data', coalesce(name, school_code), criterion, concat_ws(' - ', nullif(goal, ''), nullif(action, '')), coalesce(nullif(time_raw, ''), ''), amount_vnd, coalesce(nullif(source, ''), 'chưa nêu'), progress, 1, commune, 1, coalesce(name, school_code), file_sha256, sheet || cell FROM item
  UNION ALL
  SELECT 'total', 'Cộng ' || coalesce(nullif(commune, ''), 'nơi chưa ghi xã, phường'), '', count(*) || ' hạng mục, ' || count(*) FILTER (amount_vnd IS NULL) || ' chưa nêu kinh phí', '', CAST(sum(amount_vnd) AS BIGINT), '', '', 1, commune, 2, '', '', '' FROM item GROUP BY commune
  UNION ALL
  SELECT 'group', 'Cộng theo tiêu chuẩn', '', '', '', NULL, '', '', 2, '', 0, '', '', '' FROM item HAVING count(*) > 0
  UNION ALL
  SELECT 'data', CASE WHEN standard = '' THEN 'Chưa nêu tiêu chuẩn' ELSE 'Tiêu chuẩn ' || standard END, '', coalesce(short, '') || ': ' || count(*) || ' hạng mục, ' || count(*) FILTER (amount_vnd IS NULL) || ' chưa nêu kinh phí', '', CAST(sum(amount_vnd) AS BIGINT), '', '', 2, coalesce(short, ''), 1, lpad(standard, 3, ' '), '', '' FROM item GROUP BY short, standard
  UNION ALL
  SELECT 'group', 'Cộng theo nguồn', '', '', '', NULL, '', '', 3, '', 0, '', '', '' FROM item HAVING count(*) > 0
  UNION ALL
  SELECT 'data', g.label, '', count(*) || ' hạng mục, ' || count(*) FILTER (amount_vnd IS NULL) || ' chưa nêu kinh phí', '', CAST(sum(amount_vnd) AS BIGINT), '', '', 3, '', 1, CAST(source_group AS VARCHAR), '', '' FROM item JOIN load.source_group_word g USING (source_group) GROUP BY g.label, source_group
  UNION ALL SELECT 'total', 'Cộng kinh phí đã nêu', '', '', '', CAST(sum(amount_vnd) AS BIGINT), '', '', 4, '', 0, '', '', '' FROM item HAVING count(*) > 0
  UNION ALL SELECT 'total', 'Số hạng mục chưa nêu kinh phí', '', CAST(count(*) FILTER (amount_vnd IS NULL) AS VARCHAR) || '/' || count(*), '', NULL, '', '', 5, '', 0, '', '', '' FROM item HAVING count(*) > 0
)
SELECT row_kind, school, criterion, content, period, amount, source, progress FROM line ORDER BY _part, _commune COLLATE vi, _n, _name COLLATE vi, criterion, _file, _cell
