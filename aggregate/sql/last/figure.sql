-- The figures that a report adds up, for the next report to compare.
SELECT school_code, school_year, 'statistics' AS part, staff_group || ' (' || measure || ')' AS what, CAST(value AS DOUBLE) AS value FROM staff WHERE staff_group <> 'Cộng'
UNION ALL SELECT school_code, school_year, 'statistics', label || ', năm học ' || year, sum(value) FROM fact WHERE label <> 'Cộng' GROUP BY ALL
UNION ALL SELECT school_code, school_year, 'improvement', 'kinh phí cải tiến (đồng)', CAST(sum(amount_vnd) AS DOUBLE) FROM improvement GROUP BY ALL
ORDER BY ALL
