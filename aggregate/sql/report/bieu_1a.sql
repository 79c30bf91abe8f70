-- Biểu 1a: certificates by kind of school, the two ledgers apart. A certificate
-- past its day does not count as held; new, again and raised are those signed
-- in the school year (1/9 to 31/8).
WITH one AS (SELECT * FROM load.standing WHERE school_year = $year),
best AS (SELECT school_code, ledger, max(grade) FILTER (holds) AS grade, count(*) FILTER (holds) = 0 AS lapsed FROM load.certificate GROUP BY ALL),
signed AS (SELECT * FROM load.certificate WHERE signed BETWEEN make_date(CAST(left($year, 4) AS INTEGER), 9, 1) AND make_date(CAST(left($year, 4) AS INTEGER) + 1, 8, 31)),
joined AS (
  SELECT o.kind_group, o.private, a.grade AS kd, coalesce(a.lapsed, false) AS kd_lapsed, c.grade AS cqg, coalesce(c.lapsed, false) AS cqg_lapsed,
    (SELECT list(how) FROM signed s WHERE s.school_code = o.school_code AND ledger = 'kdclgd') AS kd_how, (SELECT list(how) FROM signed s WHERE s.school_code = o.school_code AND ledger = 'cqg') AS cqg_how
  FROM one o LEFT JOIN best a ON a.school_code = o.school_code AND a.ledger = 'kdclgd' LEFT JOIN best c ON c.school_code = o.school_code AND c.ledger = 'cqg'
), summed AS (
  SELECT kind_group, private, count(*) AS schools,
    count(*) FILTER (kd = 1) AS kd1, count(*) FILTER (kd = 2) AS kd2, count(*) FILTER (kd = 3) AS kd3, count(*) FILTER (kd = 4) AS kd4, count(kd) AS kd_sum,
    count(*) FILTER (list_contains(kd_how, 'new')) AS kd_new, count(*) FILTER (list_contains(kd_how, 'again')) AS kd_again, count(*) FILTER (list_contains(kd_how, 'raised')) AS kd_raised, count(*) FILTER (kd_lapsed) AS kd_lapsed,
    count(*) FILTER (cqg = 1) AS cqg1, count(*) FILTER (cqg = 2) AS cqg2, count(cqg) AS cqg_sum,
    count(*) FILTER (list_contains(cqg_how, 'new')) AS cqg_new, count(*) FILTER (list_contains(cqg_how, 'again')) AS cqg_again, count(*) FILTER (list_contains(cqg_how, 'raised')) AS cqg_raised, count(*) FILTER (cqg_lapsed) AS cqg_lapsed
  FROM joined GROUP BY GROUPING SETS ((kind_group), (kind_group, private), ())
)
SELECT CASE WHEN s.kind_group IS NULL THEN 'total' ELSE 'data' END AS row_kind,
  CASE WHEN s.kind_group IS NULL THEN 'Cộng' WHEN s.private IS NULL THEN k.label WHEN s.private THEN '   ngoài công lập' ELSE '   công lập' END AS label, schools,
  kd1, kd2, kd3, kd4, kd_sum, percent_of(kd_sum, schools) AS kd_share, kd_new, kd_again, kd_raised, kd_lapsed,
  cqg1, cqg2, cqg_sum, percent_of(cqg_sum, schools) AS cqg_share, cqg_new, cqg_again, cqg_raised, cqg_lapsed
FROM summed s LEFT JOIN load.kind_word k USING (kind_group)
WHERE schools > 0
ORDER BY s.kind_group IS NULL, k.position, s.private IS NOT NULL, s.private
