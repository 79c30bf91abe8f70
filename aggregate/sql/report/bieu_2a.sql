-- Biểu 2a: every school's level against the year before, by kind and family,
-- then commune and name; nothing is compared across families.
WITH y AS (
  SELECT y.*, coalesce(s.name, y.school_code) AS name, coalesce(s.commune, '') AS commune, coalesce(s.kind_group, '') AS kind_group, k.position, k.label, w.short, coalesce(p.short, '') AS previous_short, w.step, p.step AS previous_step
  FROM year_on_year y LEFT JOIN load.school_kind s USING (school_code) LEFT JOIN load.kind_word k ON k.kind_group = coalesce(s.kind_group, '') LEFT JOIN load.rulebook_word w ON w.rulebook = y.rulebook LEFT JOIN load.rulebook_word p ON p.rulebook = y.previous_rulebook WHERE y.school_year = $year
), line AS (
  SELECT 'group' AS row_kind, coalesce(k.label, u.kind_group) || ', hệ quy định ' || u.family || ': ' || u.schools || ' trường có kết quả; so sánh được ' || (u.raised + u.same + u.lowered) || ' trường (' || u.raised || ' lên mức, ' || u.same || ' giữ nguyên, ' || u.lowered
      || ' xuống mức); ' || u.unknown || ' chưa xác định mức, ' || u.family_changed || ' đổi hệ quy định, ' || u.no_previous || ' chưa có kết quả năm trước' AS name,
    '' AS commune, '' AS previous_rulebook, '' AS previous_level, '' AS rulebook, '' AS level, '' AS change, CAST(NULL AS BIGINT) AS raised, CAST(NULL AS BIGINT) AS lowered, k.position, u.family, 0 AS n, '' AS code
  FROM unit_year_on_year u LEFT JOIN load.kind_word k USING (kind_group) WHERE u.school_year = $year
  UNION ALL
  SELECT 'data', name, commune, previous_short, CASE WHEN previous_year IS NULL THEN '' WHEN previous_level IS NULL THEN 'chưa xác định' WHEN previous_level = 0 THEN 'chưa đạt ' || previous_step || '1' ELSE previous_step || previous_level END,
    short, CASE WHEN level IS NULL THEN 'chưa xác định' WHEN level = 0 THEN 'chưa đạt ' || step || '1' ELSE step || level END,
    CASE change WHEN 'raised' THEN 'lên ' || levels || ' mức' WHEN 'lowered' THEN 'xuống ' || -levels || ' mức' WHEN 'same' THEN 'giữ nguyên' WHEN 'unknown' THEN 'chưa xác định' WHEN 'family-changed' THEN 'đổi bộ quy định, không so sánh' ELSE 'năm trước chưa có kết quả' END
      || CASE WHEN rulebook_changed AND change <> 'family-changed' THEN ' (đổi bộ quy định trong cùng hệ)' ELSE '' END,
    CAST(criteria_raised AS BIGINT), CAST(criteria_lowered AS BIGINT), position, family, 1, school_code
  FROM y
)
SELECT row_kind, name, commune, previous_rulebook, previous_level, rulebook, level, change, raised, lowered FROM line ORDER BY position, family, n, commune COLLATE vi, line.name COLLATE vi, code
