-- How levels moved since the year before, by kind of school and family.
SELECT 'group' AS row_kind, k.label || ', hệ quy định ' || family || ': ' || count(*) || ' trường có kết quả; so sánh được ' || count(*) FILTER (change IN ('raised', 'same', 'lowered')) || ' trường ('
  || count(*) FILTER (change = 'raised') || ' lên mức, ' || count(*) FILTER (change = 'same') || ' giữ nguyên, ' || count(*) FILTER (change = 'lowered') || ' xuống mức); '
  || count(*) FILTER (change = 'unknown') || ' chưa xác định mức, ' || count(*) FILTER (change = 'family-changed') || ' đổi hệ quy định, ' || count(*) FILTER (change = 'no-previous') || ' chưa có kết quả năm trước' AS name,
  NULL AS raised, NULL AS lowered
FROM told.year_on_year y JOIN told.school s USING (_unit, school_code) JOIN told.kind k ON list_contains(k.kinds, coalesce(s.kind, '')) WHERE y.school_year = $year GROUP BY k.label, family
UNION ALL SELECT 'data', s.name, criteria_raised, criteria_lowered FROM told.year_on_year y JOIN told.school s USING (_unit, school_code) WHERE y.school_year = $year
