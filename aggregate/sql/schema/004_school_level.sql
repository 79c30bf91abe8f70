-- The level that a school's own results give, by the three kinds of evaluation
-- (DESIGN §6, RULEBOOKS §3, §4, §6). It is NULL while any criterion is not
-- assessed, and wherever a rule that would decide is unknown; reason says why.
CREATE VIEW school_level AS
WITH result AS (
  SELECT c.school_code, c.school_year, c.rulebook, c.file_sha256, k.code AS criterion, k.mandatory, k.level1, k.level2, k.level3, k.levels_known,
         (SELECT max(r.level) FROM load.criterion_result r WHERE r.file_sha256 = c.file_sha256 AND r.criterion = k.code) AS attained
  FROM load.current_part c JOIN load.criterion k ON k.rulebook = c.rulebook
  WHERE c.part = 'self-assessment'
), counted AS (
  SELECT school_code, school_year, rulebook, file_sha256,
         count(*) AS criteria, count(attained) AS assessed, bool_and(levels_known) AS levels_known,
         count(*) FILTER (attained >= 1) AS pass1,
         count(*) FILTER (level2 AND attained >= 2) AS pass2, count(*) FILTER (level2) AS with2,
         count(*) FILTER (level3 AND attained >= 3) AS pass3, count(*) FILTER (level3) AS with3,
         count(*) FILTER (mandatory) AS mandatory, count(*) FILTER (mandatory AND attained >= 1) AS mandatory1, count(*) FILTER (mandatory AND attained >= 2) AS mandatory2,
         count(*) FILTER (NOT mandatory AND attained >= 1) AS other1, count(*) FILTER (NOT mandatory AND attained >= 2) AS other2
  FROM result GROUP BY ALL
), item AS (
  SELECT c.file_sha256, count(*) AS items,
         count(*) FILTER ((SELECT bool_and(r.pass) FROM load.level4_result r WHERE r.file_sha256 = c.file_sha256 AND r.item = i.item)) AS passed,
         count((SELECT any_value(r.pass) FROM load.level4_result r WHERE r.file_sha256 = c.file_sha256 AND r.item = i.item)) AS answered
  FROM counted c JOIN load.level4_item i ON i.rulebook = c.rulebook
  GROUP BY c.file_sha256
), rung AS (
  SELECT c.file_sha256, t.level, t.min_percent, t.percent_known, t.critical_known,
         (SELECT count(*) FROM load.threshold_critical x JOIN result r ON r.file_sha256 = c.file_sha256 AND r.criterion = x.criterion
          WHERE x.rulebook = c.rulebook AND x.level = t.level AND coalesce(r.attained, 0) < 1) AS critical_failed
  FROM counted c JOIN load.threshold t ON t.rulebook = c.rulebook
), ladder AS (
  SELECT file_sha256, bool_and(percent_known) AS percent_known,
         max(min_percent) FILTER (level = 1) AS min1, max(min_percent) FILTER (level = 2) AS min2, max(min_percent) FILTER (level = 3) AS min3,
         bool_and(critical_known) FILTER (level = 2) AS known2, bool_and(critical_known) FILTER (level = 3) AS known3,
         max(critical_failed) FILTER (level = 2) AS failed2, max(critical_failed) FILTER (level = 3) AS failed3
  FROM rung GROUP BY file_sha256
), judged AS (
  SELECT c.*, b.evaluation, b.family, coalesce(i.items, 0) AS items, coalesce(i.answered, 0) AS answered,
    CASE
      WHEN c.assessed < c.criteria THEN NULL
      WHEN b.evaluation = 'cumulative' THEN
        CASE WHEN NOT c.levels_known THEN NULL
             WHEN c.pass1 < c.criteria THEN 0
             WHEN c.pass2 < c.with2 THEN 1
             WHEN c.pass3 < c.with3 THEN 2
             WHEN i.items > 0 AND i.passed = i.items THEN 4
             ELSE 3 END
      WHEN b.evaluation = 'quota' THEN
        CASE WHEN c.mandatory1 < c.mandatory OR c.other1 < b.quota_others THEN 0
             WHEN c.mandatory2 = c.mandatory AND c.other2 >= b.quota_others AND c.other1 = c.criteria - c.mandatory THEN 2
             ELSE 1 END
      WHEN b.evaluation = 'percentage' THEN
        CASE WHEN NOT l.percent_known THEN NULL
             WHEN c.pass1 * 100 < l.min1 * c.criteria THEN 0
             WHEN c.pass1 * 100 < l.min2 * c.criteria THEN 1
             WHEN c.pass1 * 100 < l.min3 * c.criteria THEN CASE WHEN NOT l.known2 THEN NULL WHEN l.failed2 = 0 THEN 2 ELSE 1 END
             WHEN NOT l.known3 THEN NULL
             WHEN l.failed3 = 0 THEN 3
             WHEN NOT l.known2 THEN NULL
             WHEN l.failed2 = 0 THEN 2
             ELSE 1 END
    END AS computed_level,
    l.percent_known
  FROM counted c JOIN load.rulebook b ON b.id = c.rulebook
  LEFT JOIN item i USING (file_sha256) LEFT JOIN ladder l USING (file_sha256)
)
SELECT j.school_code, j.school_year, j.rulebook, j.family, CAST(j.computed_level AS INTEGER) AS computed_level, s.declared_level,
       CAST(j.criteria AS INTEGER) AS criteria, CAST(j.assessed AS INTEGER) AS assessed,
       CAST(j.pass1 AS INTEGER) AS pass1, CAST(j.pass2 AS INTEGER) AS pass2, CAST(j.pass3 AS INTEGER) AS pass3,
       CAST(j.with2 AS INTEGER) AS with2, CAST(j.with3 AS INTEGER) AS with3,
       CASE WHEN j.assessed < j.criteria THEN 'unassessed'
            WHEN j.computed_level IS NULL AND j.evaluation = 'cumulative' THEN 'levels-unknown'
            WHEN j.computed_level IS NULL AND NOT j.percent_known THEN 'thresholds-unverified'
            WHEN j.computed_level IS NULL THEN 'critical-list-unknown'
            WHEN j.computed_level = 3 AND j.items > j.answered THEN 'level4-unassessed'
            ELSE '' END AS reason,
       j.file_sha256, s.sheet, s.cell, s.raw
FROM judged j JOIN load.submission s USING (file_sha256);
