-- How many schools reached each level, by kind of school and rulebook family;
-- -1 is a level that can't be told.
SELECT CASE s.kind WHEN 'MN' THEN 'Mầm non' WHEN 'TH' THEN 'Tiểu học' WHEN 'THCS' THEN 'Trung học cơ sở' WHEN 'THPT' THEN 'Trung học phổ thông' WHEN 'GDTX' THEN 'Giáo dục thường xuyên' ELSE 'Liên cấp' END AS kind,
       l.family, coalesce(l.computed_level, -1) AS level, count(*) AS n,
       min(CASE s.kind WHEN 'MN' THEN 1 WHEN 'TH' THEN 2 WHEN 'THCS' THEN 3 WHEN 'THPT' THEN 5 WHEN 'GDTX' THEN 6 ELSE 4 END) AS _order
FROM school_level l JOIN school s USING (school_code) WHERE l.school_year = $year
GROUP BY 1, 2, 3 ORDER BY _order, l.family, level
