-- The indicators, all answered, give another level than the results table.
WITH level_pass AS (
  SELECT r.file_sha256, r.rulebook, r.criterion, i.level, count(*) AS indicators, count(r.pass) AS answered, bool_and(r.pass) AS pass
  FROM load.indicator i JOIN indicator_result r ON r.rulebook = i.rulebook AND r.criterion = i.criterion AND r.level = i.level AND r.letter = i.letter
  GROUP BY ALL
), whole AS (
  SELECT l.*, (SELECT count(*) FROM load.indicator i WHERE i.rulebook = l.rulebook AND i.criterion = l.criterion AND i.level = l.level) AS expected
  FROM level_pass l
), given AS (
  SELECT file_sha256, rulebook, criterion,
         CASE WHEN NOT bool_or(pass) FILTER (level = 1) THEN 0
              WHEN NOT coalesce(bool_or(pass) FILTER (level = 2), false) THEN 1
              WHEN NOT coalesce(bool_or(pass) FILTER (level = 3), false) THEN 2 ELSE 3 END AS level
  FROM whole GROUP BY ALL HAVING bool_and(answered = expected AND indicators = expected) AND bool_or(level = 1)
)
SELECT c.file_sha256, c.sheet, c.cell, c.raw,
       json_object('tc', c.criterion, 'bang', CASE c.level WHEN 0 THEN 'Không đạt' ELSE 'Mức ' || c.level END,
                   'chi_bao', CASE g.level WHEN 0 THEN 'Không đạt' ELSE 'Mức ' || g.level END) AS args
FROM given g JOIN criterion_result c ON c.file_sha256 = g.file_sha256 AND c.criterion = g.criterion
WHERE c.level IS NOT NULL AND c.level <> g.level
