-- What keeps a school from the level after the one that its results give, by
-- the same three kinds of evaluation as school_level; criteria not assessed
-- keep it from any. rule: unassessed; criterion (cumulative); mandatory, other,
-- other1 (quota: other is short of a count, other1 must attain Mức 1); percent,
-- critical; item (Điều 22, for Mức 4). No row: the highest level, or a rule
-- that decides is unknown.
CREATE VIEW load.obstacle AS
WITH l AS (
  SELECT l.*, l.computed_level + 1 AS next, b.evaluation, b.quota_others FROM main.school_level l JOIN load.rulebook b ON b.id = l.rulebook
), c AS (
  SELECT l.school_code, l.school_year, l.rulebook, l.file_sha256, l.computed_level, l.next, l.reason, l.evaluation, l.quota_others, k.code AS criterion, k.title, k.position, k.mandatory, k.level1, k.level2, k.level3,
    (SELECT max(r.level) FROM load.criterion_result r WHERE r.file_sha256 = l.file_sha256 AND r.criterion = k.code) AS attained
  FROM l JOIN load.criterion k ON k.rulebook = l.rulebook
), short AS (
  SELECT file_sha256, count(*) FILTER (NOT mandatory AND attained >= 1) AS other1, count(*) FILTER (NOT mandatory AND attained >= 2) AS other2, count(*) FILTER (attained >= 1) AS pass1, count(*) AS criteria FROM c GROUP BY file_sha256
)
SELECT school_code, school_year, rulebook, file_sha256, CAST(NULL AS INTEGER) AS next, 'unassessed' AS rule, criterion, title, position, attained, CAST(NULL AS INTEGER) AS need FROM c WHERE reason = 'unassessed' AND attained IS NULL
UNION ALL
SELECT school_code, school_year, rulebook, file_sha256, next, 'criterion', criterion, title, position, attained, next FROM c
WHERE evaluation = 'cumulative' AND (next = 1 OR next = 2 AND level2 OR next = 3 AND level3) AND attained < next
UNION ALL
SELECT school_code, school_year, rulebook, file_sha256, next, 'mandatory', criterion, title, position, attained, next FROM c WHERE evaluation = 'quota' AND next <= 2 AND mandatory AND attained < next
UNION ALL
SELECT school_code, school_year, rulebook, file_sha256, next, 'other1', criterion, title, position, attained, 1 FROM c WHERE evaluation = 'quota' AND next = 2 AND NOT mandatory AND attained < 1
UNION ALL
SELECT school_code, school_year, rulebook, file_sha256, next, 'other', criterion, title, position, attained, next FROM c JOIN short USING (file_sha256)
WHERE evaluation = 'quota' AND next <= 2 AND NOT mandatory AND attained < next AND CASE next WHEN 1 THEN other1 ELSE other2 END < quota_others AND NOT (next = 2 AND attained < 1)
UNION ALL
SELECT school_code, school_year, rulebook, file_sha256, next, 'percent', criterion, title, position, attained, 1 FROM c JOIN short USING (file_sha256) JOIN load.threshold t USING (rulebook)
WHERE evaluation = 'percentage' AND t.level = next AND pass1 * 100 < t.min_percent * criteria AND attained < 1
UNION ALL
SELECT school_code, school_year, c.rulebook, file_sha256, next, 'critical', c.criterion, title, position, attained, 1 FROM c JOIN load.threshold_critical x ON x.rulebook = c.rulebook AND x.level = c.next AND x.criterion = c.criterion
WHERE evaluation = 'percentage' AND attained < 1
UNION ALL
SELECT l.school_code, l.school_year, l.rulebook, l.file_sha256, next, 'item', 'Khoản ' || i.item, 'Điều 22', 1000 + i.item, CASE WHEN (SELECT bool_and(r.pass) FROM load.level4_result r WHERE r.file_sha256 = l.file_sha256 AND r.item = i.item) IS NULL THEN NULL ELSE 3 END, 4
FROM l JOIN load.level4_item i ON i.rulebook = l.rulebook WHERE evaluation = 'cumulative' AND next = 4 AND NOT coalesce((SELECT bool_and(r.pass) FROM load.level4_result r WHERE r.file_sha256 = l.file_sha256 AND r.item = i.item), false);
