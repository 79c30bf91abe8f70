-- Biểu 2: every school that must report, or has reported, for the year, by
-- commune, then name; never ranked.
WITH base AS (SELECT * FROM load.standing WHERE school_year = $year),
cert AS (
  SELECT school_code, ledger, string_agg(CASE ledger WHEN 'kdclgd' THEN 'Cấp độ ' ELSE 'Mức độ ' END || grade || coalesce(' (' || nullif(decision, '') || ', ' || CASE WHEN precision_of = 'month' THEN strftime(signed, '%m/%Y') ELSE strftime(signed, '%d/%m/%Y') END || ')', '')
      || coalesce(', đến ' || strftime(valid_to, '%d/%m/%Y'), '') || CASE WHEN holds THEN '' ELSE ' (đã hết hạn)' END, '; ' ORDER BY signed, grade) AS words
  FROM load.certificate GROUP BY ALL
),
line AS (
  SELECT 'group' AS row_kind, commune, '' AS sort_name, coalesce(nullif(commune, ''), 'Chưa ghi xã, phường') || ': ' || count(*) || ' trường, đã nộp báo cáo tự đánh giá ' || share_text(count(*) FILTER (tdg), count(*) FILTER (tdg_due)) AS number,
         '' AS school_code, '' AS name, '' AS kind, '' AS owner, '' AS rulebook, '' AS level, '' AS declared, CAST(NULL AS DATE) AS assessed, CAST(NULL AS DATE) AS received, '' AS kd, '' AS cqg, '' AS note, 0 AS n
  FROM base GROUP BY commune
  UNION ALL
  SELECT 'data', b.commune, b.name, '', b.school_code, b.name, b.kind, CASE WHEN b.private THEN 'NCL' ELSE 'CL' END, coalesce(w.short, ''),
    CASE WHEN l.file_sha256 IS NULL THEN 'chưa báo cáo' WHEN l.reason = 'unassessed' THEN 'chưa đánh giá đủ (' || l.assessed || '/' || l.criteria || ')'
         WHEN l.computed_level IS NULL THEN 'chưa đủ căn cứ (' || l.pass1 || '/' || l.criteria || ' đạt)' WHEN l.computed_level = 0 THEN CASE WHEN w.evaluation = 'percentage' THEN 'chưa đủ điều kiện cấp độ 1' ELSE 'Chưa đạt Mức 1' END
         WHEN w.evaluation = 'percentage' THEN 'đủ điều kiện cấp độ ' || l.computed_level ELSE 'Mức ' || l.computed_level END,
    CASE WHEN l.declared_level IS NULL THEN '' WHEN l.declared_level = 0 THEN 'Không đạt' ELSE w.step || l.declared_level END,
    (SELECT max(assessed_on) FROM submission u WHERE u.file_sha256 = l.file_sha256),
    (SELECT CAST(min(CAST(o.received AS TIMESTAMP)) AS DATE) FROM obligation_status o WHERE o.school_code = b.school_code AND o.school_year = $year AND o.part = 'self-assessment' AND o.state IN ('on-time', 'late')),
    coalesce(a.words, ''), coalesce(c.words, ''),
    CASE WHEN l.declared_level IS NOT NULL AND l.computed_level IS NOT NULL AND l.declared_level <> l.computed_level THEN 'kết luận của trường khác kết quả tính từ tiêu chí' ELSE '' END, 1
  FROM base b LEFT JOIN school_level l ON l.school_code = b.school_code AND l.school_year = $year LEFT JOIN load.rulebook_word w ON w.rulebook = l.rulebook
  LEFT JOIN cert a ON a.school_code = b.school_code AND a.ledger = 'kdclgd' LEFT JOIN cert c ON c.school_code = b.school_code AND c.ledger = 'cqg'
)
SELECT row_kind, CASE WHEN n = 0 THEN number ELSE CAST(sum(n) OVER (ORDER BY commune COLLATE vi, n, sort_name COLLATE vi, school_code ROWS UNBOUNDED PRECEDING) AS BIGINT)::VARCHAR END AS number,
       school_code, name, kind, owner, rulebook, level, declared, assessed, received, kd, cqg, note
FROM line ORDER BY commune COLLATE vi, n, sort_name COLLATE vi, school_code
