-- Improvement items and the money that schools stated for them, by commune, by
-- standard of each rulebook, by source, and of all.
WITH item AS (
  SELECT i.*, coalesce(s.name, i.school_code) AS name, coalesce(s.commune, '') AS commune, regexp_extract(i.criterion, '^\d+') AS standard, i.amount_vnd IS NULL AS unstated,
    (SELECT DISTINCT short FROM load.rulebook_word w WHERE w.rulebook = i.rulebook) AS book, (SELECT g.label FROM load.source_word w JOIN load.source_group_word g USING (source_group) WHERE w.source IS NOT DISTINCT FROM i.source) AS whence
  FROM told.improvement i LEFT JOIN told.school s USING (_unit, school_code) WHERE i.school_year = $year
), sums AS (
  SELECT CASE WHEN commune IS NULL THEN 'data' ELSE 'total' END AS row_kind,
    CASE WHEN commune IS NOT NULL THEN 'Cộng ' || coalesce(nullif(commune, ''), 'nơi chưa ghi xã, phường') WHEN standard IS NOT NULL THEN coalesce('Tiêu chuẩn ' || nullif(standard, ''), 'Chưa nêu tiêu chuẩn') ELSE coalesce(whence, 'nguồn nào?') END AS school,
    coalesce(book || ': ', '') || count(*) || ' hạng mục, ' || count(*) FILTER (unstated) || ' chưa nêu kinh phí' AS content, sum(amount_vnd) AS amount
  FROM item GROUP BY GROUPING SETS ((commune), (book, standard), (whence))
)
SELECT 'data' AS row_kind, name AS school, concat_ws(' - ', nullif(goal, ''), nullif(action, '')) AS content, CAST(amount_vnd AS BIGINT) AS amount FROM item
UNION ALL SELECT row_kind, school, content, CAST(amount AS BIGINT) FROM sums
UNION ALL SELECT 'total', 'Cộng kinh phí đã nêu', '', CAST(sum(amount_vnd) AS BIGINT) FROM item HAVING count(*) > 0
UNION ALL SELECT 'total', 'Số hạng mục chưa nêu kinh phí', count(*) FILTER (unstated) || '/' || count(*), NULL FROM item HAVING count(*) > 0
UNION ALL SELECT DISTINCT 'group', coalesce(nullif(commune, ''), 'Chưa ghi xã, phường'), '', NULL FROM item
UNION ALL SELECT 'group', unnest(['Cộng theo tiêu chuẩn', 'Cộng theo nguồn']), '', NULL FROM (SELECT 1 FROM item HAVING count(*) > 0)
