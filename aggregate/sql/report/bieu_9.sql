-- Biểu 9: how each school set up its self-assessment: members by group, items
-- and cost of its evidence plan. No person is named.
WITH c AS (SELECT school_code, count(*) FILTER (council_group ILIKE '%hội đồng%' OR council_group = '') AS council, count(*) FILTER (council_group ILIKE '%thư ký%') AS secretaries, count(DISTINCT council_group) FILTER (NOT (council_group ILIKE '%hội đồng%' OR council_group = '' OR council_group ILIKE '%thư ký%')) AS groups FROM council WHERE school_year = $year GROUP BY school_code),
e AS (SELECT school_code, count(*) FILTER (kind = 'assignment') AS assignments, count(*) FILTER (kind = 'collection') AS collections, sum(amount_vnd) AS cost FROM evidence_plan WHERE school_year = $year GROUP BY school_code),
m AS (SELECT school_code, count(*) AS milestones FROM milestone WHERE school_year = $year GROUP BY school_code)
SELECT 'data' AS row_kind, coalesce(s.name, k.school_code) AS name, c.council, c.secretaries, c.groups, e.assignments, e.collections, CAST(e.cost AS BIGINT) AS cost, m.milestones
FROM (SELECT school_code FROM c UNION SELECT school_code FROM e UNION SELECT school_code FROM m) k LEFT JOIN c USING (school_code) LEFT JOIN e USING (school_code) LEFT JOIN m USING (school_code) LEFT JOIN school s USING (school_code)
ORDER BY s.commune COLLATE vi, s.name COLLATE vi
