-- Biểu đồ 4: stated improvement money, in millions of đồng, by standard and
-- source; the standards of two rulebooks are two things.
WITH item AS (
  SELECT i.amount_vnd, g.source_group, w.short, k.position AS kind, k.label AS kind_label, regexp_extract(i.criterion, '^(\d+)', 1) AS standard
  FROM improvement i JOIN load.source_word g ON g.source IS NOT DISTINCT FROM i.source JOIN load.rulebook_word w ON w.rulebook = i.rulebook LEFT JOIN load.school_kind s ON s.school_code = i.school_code LEFT JOIN load.kind_word k ON k.kind_group = s.kind_group
  WHERE i.school_year = $year AND amount_vnd IS NOT NULL
), bar AS (SELECT DISTINCT kind, kind_label, short, standard FROM item), source AS (SELECT * FROM load.source_group_word WHERE source_group IN (SELECT source_group FROM item))
SELECT '' AS panel, s.label AS series, coalesce(b.kind_label, '') || ', ' || b.short || ', ' || CASE WHEN b.standard = '' THEN 'chưa nêu tiêu chuẩn' ELSE 'tiêu chuẩn ' || b.standard END AS category,
  (SELECT CAST(sum(amount_vnd) AS DOUBLE) / 1e6 FROM item i WHERE i.source_group = s.source_group AND i.kind IS NOT DISTINCT FROM b.kind AND i.short = b.short AND i.standard = b.standard) AS value, '' AS symbol, CAST(NULL AS BIGINT) AS target, CAST(NULL AS DATE) AS deadline
FROM bar b CROSS JOIN source s ORDER BY s.source_group, b.kind, b.short, lpad(b.standard, 3, ' ')
