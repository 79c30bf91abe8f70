-- Biểu 2: every school that must report, or has reported, for the year, by
-- commune, then name; never ranked.
WITH base AS (
  SELECT DISTINCT school_code, name, commune, private, kind FROM obligation_status WHERE school_year = $year AND state <> 'not-required'
  UNION SELECT school_code, name, commune, private, kind FROM school WHERE school_code IN (SELECT school_code FROM load.current_part WHERE school_year = $year)
),
line AS (
  SELECT 'group' AS row_kind, coalesce(commune, '') AS commune, '' AS sort_name, coalesce(nullif(commune, ''), 'Chưa ghi xã/phường') AS number, '' AS school_code, '' AS name, '' AS kind, '' AS owner, '' AS rulebook, '' AS level, '' AS declared,
         CAST(NULL AS DATE) AS received, '' AS kd, '' AS cqg, '' AS note, 0 AS n
  FROM base GROUP BY commune
  UNION ALL
  SELECT 'data', coalesce(b.commune, ''), b.name, '', b.school_code, b.name, b.kind, CASE WHEN b.private THEN 'NCL' ELSE 'CL' END, coalesce(l.rulebook, ''),
    CASE WHEN l.file_sha256 IS NULL THEN 'chưa báo cáo' WHEN l.reason = 'unassessed' THEN 'chưa đánh giá đủ (' || l.assessed || '/' || l.criteria || ')'
         WHEN l.computed_level IS NULL THEN 'chưa đủ căn cứ (' || l.pass1 || '/' || l.criteria || ' đạt)' WHEN l.computed_level = 0 THEN 'Chưa đạt Mức 1' WHEN bk.evaluation = 'percentage' THEN 'đủ điều kiện cấp độ ' || l.computed_level ELSE 'Mức ' || l.computed_level END,
    CASE WHEN l.declared_level IS NULL THEN '' WHEN l.declared_level = 0 THEN 'Không đạt' ELSE 'Mức ' || l.declared_level END,
    (SELECT CAST(min(CAST(o.received AS TIMESTAMP)) AS DATE) FROM obligation_status o WHERE o.school_code = b.school_code AND o.school_year = $year AND o.part = 'self-assessment' AND o.state IN ('on-time', 'late')),
    coalesce((SELECT string_agg('Cấp độ ' || grade || coalesce(' (' || nullif(decision, '') || ')', '') || coalesce(', đến ' || strftime(valid_to, '%d/%m/%Y'), ''), '; ') FROM recognition r WHERE r.told_by = 'roster' AND r.school_code = b.school_code AND ledger = 'kdclgd'), ''),
    coalesce((SELECT string_agg('Mức độ ' || grade || coalesce(' (' || nullif(decision, '') || ')', '') || coalesce(', đến ' || strftime(valid_to, '%d/%m/%Y'), ''), '; ') FROM recognition r WHERE r.told_by = 'roster' AND r.school_code = b.school_code AND ledger = 'cqg'), ''),
    CASE WHEN l.declared_level IS NOT NULL AND l.computed_level IS NOT NULL AND l.declared_level <> l.computed_level THEN 'kết luận của trường khác kết quả tính từ tiêu chí' ELSE '' END, 1
  FROM base b LEFT JOIN school_level l ON l.school_code = b.school_code AND l.school_year = $year LEFT JOIN load.rulebook bk ON bk.id = l.rulebook
)
SELECT row_kind, CASE WHEN n = 0 THEN number ELSE CAST(sum(n) OVER (ORDER BY commune COLLATE vi, n, sort_name COLLATE vi, school_code ROWS UNBOUNDED PRECEDING) AS BIGINT)::VARCHAR END AS number,
       school_code, name, kind, owner, rulebook, level, declared, received, kd, cqg, note
FROM line ORDER BY commune COLLATE vi, n, sort_name COLLATE vi, school_code
