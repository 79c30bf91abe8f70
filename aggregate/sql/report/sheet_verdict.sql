-- Of a school's sheet: declared against computed, and why not the next level.
-- key names a sentence of templates/report/phieu.yaml; the rest fills it in.
WITH s AS (SELECT school_code, school_year FROM load.standing WHERE school_year = $year AND school_code BETWEEN $from AND $to),
l AS (SELECT l.*, w.step, w.evaluation, w.quota_others FROM school_level l JOIN load.rulebook_word w ON w.rulebook = l.rulebook WHERE l.school_year = $year AND l.school_code BETWEEN $from AND $to),
o AS (SELECT school_code, rule, next, count(*) AS n, string_agg(criterion, ', ' ORDER BY position) AS list FROM load.obstacle WHERE school_year = $year AND school_code BETWEEN $from AND $to GROUP BY ALL),
line AS (
  SELECT school_code, 1 AS position, 'none' AS key, CAST(NULL AS INTEGER) AS level, CAST(NULL AS INTEGER) AS next, CAST(NULL AS BIGINT) AS n, CAST(NULL AS BIGINT) AS total, '' AS list, '' AS step FROM s WHERE school_code NOT IN (SELECT school_code FROM l)
  UNION ALL SELECT school_code, 1, CASE WHEN computed_level IS NULL THEN coalesce(nullif(reason, ''), 'unknown') WHEN computed_level = 0 THEN 'below' ELSE 'computed' END, computed_level, NULL, CASE WHEN computed_level IS NULL THEN criteria - assessed ELSE pass1 END, criteria, coalesce((SELECT list FROM o WHERE o.school_code = l.school_code AND rule = 'unassessed'), ''), step FROM l
  UNION ALL SELECT school_code, 2, CASE WHEN declared_level IS NULL THEN 'undeclared' WHEN computed_level IS NULL THEN 'declared' WHEN declared_level = computed_level THEN 'declared-same' WHEN declared_level > computed_level THEN 'declared-higher' ELSE 'declared-lower' END, declared_level, NULL, NULL, NULL, '', step FROM l
  UNION ALL SELECT o.school_code, 3, 'next-' || o.rule, l.computed_level, o.next, o.n,
      CASE o.rule WHEN 'criterion' THEN (SELECT count(*) FROM load.criterion k WHERE k.rulebook = l.rulebook AND CASE o.next WHEN 1 THEN true WHEN 2 THEN level2 ELSE level3 END) WHEN 'mandatory' THEN (SELECT count(*) FROM load.criterion k WHERE k.rulebook = l.rulebook AND mandatory)
        WHEN 'other' THEN l.quota_others WHEN 'percent' THEN (SELECT min_percent FROM load.threshold t WHERE t.rulebook = l.rulebook AND t.level = o.next) WHEN 'item' THEN (SELECT count(*) FROM load.level4_item i WHERE i.rulebook = l.rulebook) ELSE l.criteria END, o.list, l.step
    FROM o JOIN l ON l.school_code = o.school_code WHERE rule <> 'unassessed'
  UNION ALL SELECT school_code, 4, 'highest', computed_level, NULL, NULL, NULL, '', step FROM l WHERE computed_level IS NOT NULL AND (evaluation = 'quota' AND computed_level = 2 OR evaluation = 'percentage' AND computed_level = 3 OR evaluation = 'cumulative' AND computed_level = 4)
)
SELECT school_code, key, level, next, n, total, list, step FROM line ORDER BY school_code, position, key
