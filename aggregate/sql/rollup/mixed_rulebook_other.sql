-- The levels of a unit were worked out by the rulebooks that this report names.
WITH used AS (SELECT DISTINCT _unit, rulebook FROM rollup.school_level),
theirs AS (SELECT u._unit, u.rulebook, c.criterion, c.mandatory, c.level1, c.level2, c.level3 FROM used u JOIN rollup.criterion c ON c._unit = u._unit AND c.rulebook = u.rulebook),
ours AS (SELECT u._unit, u.rulebook, c.criterion, c.mandatory, c.level1, c.level2, c.level3 FROM used u JOIN main.criterion c ON c.rulebook = u.rulebook),
other AS (SELECT _unit, rulebook FROM (FROM theirs EXCEPT FROM ours) UNION SELECT _unit, rulebook FROM (FROM ours EXCEPT FROM theirs))
SELECT rulebook, '', string_agg(_unit, ', ' ORDER BY _unit) FROM other GROUP BY rulebook ORDER BY rulebook
