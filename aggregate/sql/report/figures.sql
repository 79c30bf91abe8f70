-- The numbers of the report's body: a name, a numerator, a denominator, or a
-- text. The denominator is said where the figure is printed.
WITH y AS (SELECT $year AS school_year, CAST(left($year, 4) AS INTEGER) - 1 || '-' || left($year, 4) AS previous),
asked AS (SELECT DISTINCT school_code, kind, private FROM obligation_status o, y WHERE o.school_year = y.school_year AND state <> 'not-required'),
st AS (SELECT o.* FROM obligation_status o, y WHERE o.school_year = y.school_year),
wanted AS (SELECT * FROM st WHERE state NOT IN ('not-required', 'exempt')),
lv AS (SELECT l.*, s.kind, s.private FROM school_level l JOIN y USING (school_year) LEFT JOIN school s USING (school_code)),
pv AS (SELECT l.* FROM school_level l JOIN y ON l.school_year = y.previous),
fi AS (SELECT f.* FROM load.workbook f JOIN y USING (school_year)),
bad AS (SELECT DISTINCT n.file_sha256 FROM finding n WHERE n.severity IN ('error', 'refuse')),
im AS (SELECT i.* FROM improvement i JOIN y USING (school_year)),
sf AS (SELECT s.* FROM staff s JOIN y USING (school_year) WHERE s.staff_group <> 'Cộng'),
cert AS (SELECT * FROM recognition_status WHERE predecessor IS NULL AND state <> 'replaced'),
part_of AS (SELECT unnest(['plan', 'self-assessment', 'improvement', 'evidence', 'statistics', 'disclosure']) AS part),
kind_of AS (SELECT * FROM (VALUES ('MN'), ('TH'), ('THCS'), ('LIENCAP'), ('THPT'), ('GDTX')) k(kind)),
step AS (SELECT * FROM (VALUES ('0'), ('1'), ('2'), ('3'), ('4'), ('unknown')) s(step)),
lvk AS (SELECT *, CASE WHEN kind IN ('TH-THCS', 'THCS-THPT', 'TH-THCS-THPT') THEN 'LIENCAP' ELSE kind END AS kind_group, coalesce(CAST(computed_level AS VARCHAR), 'unknown') AS step FROM lv),
state_of AS (SELECT unnest(['on-time', 'late', 'overdue', 'needs-correction', 'extended', 'exempt']) AS state),
school_state AS (SELECT school_code, bool_or(state IN ('overdue', 'needs-correction')) AS owes, bool_or(state = 'late') AS late, bool_or(state = 'on-time') AS ontime,
                        bool_or(state IN ('overdue', 'needs-correction', 'late', 'on-time')) AS had FROM st GROUP BY school_code)
SELECT 'schools.required' AS name, (SELECT count(*) FROM asked) AS numerator, (SELECT count(*) FROM school) AS denominator, '' AS text
UNION ALL SELECT 'submitted.' || part, (SELECT count(*) FROM wanted w WHERE w.part = p.part AND state IN ('on-time', 'late')), (SELECT count(*) FROM wanted w WHERE w.part = p.part), '' FROM part_of p
UNION ALL SELECT replace(state, 'on-time', 'ontime') || '.all', (SELECT count(*) FROM st WHERE st.state = s.state), (SELECT count(*) FROM st WHERE st.state <> 'not-required'), '' FROM state_of s
UNION ALL SELECT 'schools.had', count(*) FILTER (had), count(*), '' FROM school_state
UNION ALL SELECT 'schools.owing', count(*) FILTER (owes), count(*) FILTER (had), '' FROM school_state
UNION ALL SELECT 'schools.late', count(*) FILTER (late AND NOT owes), count(*) FILTER (had), '' FROM school_state
UNION ALL SELECT 'schools.ontime', count(*) FILTER (ontime AND NOT late AND NOT owes), count(*) FILTER (had), '' FROM school_state
UNION ALL SELECT 'workbooks.received', count(*), count(*), '' FROM fi
UNION ALL SELECT 'workbooks.accepted', count(*) FILTER (outcome <> 'refused'), count(*), '' FROM fi
UNION ALL SELECT 'workbooks.refused', count(*) FILTER (outcome = 'refused'), count(*), '' FROM fi
UNION ALL SELECT 'workbooks.needs-correction', count(*) FILTER (file_sha256 IN (FROM bad)), count(*), '' FROM fi
UNION ALL SELECT 'level.' || step, (SELECT count(*) FROM lvk l WHERE l.step = s.step), (SELECT count(*) FROM lvk), '' FROM step s
UNION ALL SELECT 'level.' || k.kind || '.' || step, (SELECT count(*) FROM lvk l WHERE l.step = s.step AND l.kind_group = k.kind), (SELECT count(*) FROM lvk l WHERE l.kind_group = k.kind), '' FROM step s CROSS JOIN kind_of k
UNION ALL SELECT 'level.previous.' || step, (SELECT count(*) FROM pv WHERE coalesce(CAST(pv.computed_level AS VARCHAR), 'unknown') = s.step), (SELECT count(*) FROM pv), '' FROM step s
UNION ALL SELECT 'previous.submitted', count(*), count(*), '' FROM pv
UNION ALL SELECT 'level.comparable', count(*), (SELECT count(*) FROM lv), '' FROM lv JOIN pv ON pv.school_code = lv.school_code AND pv.family = lv.family AND pv.computed_level IS NOT NULL AND lv.computed_level IS NOT NULL
UNION ALL SELECT 'level.raised', count(*) FILTER (lv.computed_level > pv.computed_level), count(*), '' FROM lv JOIN pv ON pv.school_code = lv.school_code AND pv.family = lv.family AND pv.computed_level IS NOT NULL AND lv.computed_level IS NOT NULL
UNION ALL SELECT 'level.lowered', count(*) FILTER (lv.computed_level < pv.computed_level), count(*), '' FROM lv JOIN pv ON pv.school_code = lv.school_code AND pv.family = lv.family AND pv.computed_level IS NOT NULL AND lv.computed_level IS NOT NULL
UNION ALL SELECT 'declared.differs', count(*) FILTER (declared_level <> computed_level), count(*), '' FROM lv WHERE declared_level IS NOT NULL AND computed_level IS NOT NULL
UNION ALL SELECT 'private.submitted', count(*) FILTER (state IN ('on-time', 'late')), count(*), '' FROM wanted WHERE private AND part = 'self-assessment'
UNION ALL SELECT 'public.submitted', count(*) FILTER (state IN ('on-time', 'late')), count(*), '' FROM wanted WHERE NOT private AND part = 'self-assessment'
UNION ALL SELECT 'criteria.weak', (SELECT count(*) FROM (SELECT DISTINCT rulebook, criterion FROM criterion_result c JOIN y USING (school_year) WHERE level = 0)), (SELECT count(*) FROM (SELECT DISTINCT rulebook, criterion FROM criterion_result c JOIN y USING (school_year) WHERE level IS NOT NULL)), ''
UNION ALL SELECT 'recognition.' || l.ledger || '.' || w.word,
  (SELECT count(*) FROM cert c WHERE c.ledger = l.ledger AND CASE w.word WHEN 'expired' THEN c.state = 'expired' WHEN 'expiring' THEN c.state = 'expiring' ELSE c.counts END),
  (SELECT count(*) FROM cert c WHERE c.ledger = l.ledger), '' FROM (VALUES ('kdclgd'), ('cqg')) l(ledger) CROSS JOIN (VALUES ('valid'), ('expiring'), ('expired')) w(word)
UNION ALL SELECT 'improvement.items', count(*), count(DISTINCT school_code), '' FROM im
UNION ALL SELECT 'improvement.unstated', count(*) FILTER (amount_vnd IS NULL), count(*), '' FROM im
UNION ALL SELECT 'improvement.amount', CAST(coalesce(sum(amount_vnd), 0) AS BIGINT), 0, '' FROM im
UNION ALL SELECT 'staff.total', CAST(coalesce(sum(value) FILTER (measure = 'total'), 0) AS BIGINT), CAST(coalesce(sum(value) FILTER (measure = 'total'), 0) AS BIGINT), '' FROM sf
UNION ALL SELECT 'staff.female', CAST(coalesce(sum(value) FILTER (measure = 'female'), 0) AS BIGINT), CAST(coalesce(sum(value) FILTER (measure = 'total'), 0) AS BIGINT), '' FROM sf
UNION ALL SELECT 'staff.teachers', CAST(coalesce(sum(value) FILTER (measure = 'total' AND staff_group = 'Giáo viên'), 0) AS BIGINT), CAST(coalesce(sum(value) FILTER (measure = 'total'), 0) AS BIGINT), '' FROM sf
UNION ALL SELECT 'evidence.documents', count(*), count(DISTINCT e.school_code), '' FROM evidence e JOIN y USING (school_year)
UNION ALL SELECT 'milestones.past', count(*) FILTER (to_day < (SELECT today FROM load.clock)), count(*), '' FROM milestone m JOIN y USING (school_year)
UNION ALL SELECT 'milestones.overdue', count(*) FILTER (state = 'overdue'), count(*), '' FROM milestone_status m JOIN y USING (school_year) WHERE kind = 'milestone'
UNION ALL SELECT 'improvement.done', count(*) FILTER (state = 'done'), count(*), '' FROM milestone_status m JOIN y USING (school_year) WHERE kind = 'improvement'
UNION ALL SELECT 'improvement.overdue', count(*) FILTER (state = 'overdue'), count(*), '' FROM milestone_status m JOIN y USING (school_year) WHERE kind = 'improvement'
UNION ALL SELECT 'findings.error', count(*) FILTER (n.severity = 'error'), count(*), '' FROM finding n JOIN fi USING (file_sha256) WHERE n.severity <> 'info'
UNION ALL SELECT 'findings.warning', count(*) FILTER (n.severity = 'warning'), count(*), '' FROM finding n JOIN fi USING (file_sha256) WHERE n.severity <> 'info'
UNION ALL SELECT 'level.list', 0, 0, coalesce(string_agg(line, chr(10) ORDER BY position, family), '') FROM (
  SELECT k.position, w.family, '- ' || k.label || ', ' || CASE w.family WHEN '2018' THEN 'theo TT 17, 18, 19/2018' WHEN '2026' THEN 'theo TT 57/2026' ELSE 'theo quy định ' || w.family END || ' (' || count(*) || ' trường có kết quả): '
    || concat_ws('; ', CASE WHEN count(*) FILTER (s.level = 0) > 0 THEN 'chưa đạt Mức 1 ' || share_text(count(*) FILTER (s.level = 0), count(*)) END, CASE WHEN count(*) FILTER (s.level = 1) > 0 THEN 'Mức 1 ' || share_text(count(*) FILTER (s.level = 1), count(*)) END,
      CASE WHEN count(*) FILTER (s.level = 2) > 0 THEN 'Mức 2 ' || share_text(count(*) FILTER (s.level = 2), count(*)) END, CASE WHEN count(*) FILTER (s.level = 3) > 0 THEN 'Mức 3 ' || share_text(count(*) FILTER (s.level = 3), count(*)) END,
      CASE WHEN count(*) FILTER (s.level = 4) > 0 THEN 'Mức 4 ' || share_text(count(*) FILTER (s.level = 4), count(*)) END, CASE WHEN count(*) FILTER (s.level IS NULL) > 0 THEN 'chưa xác định ' || share_text(count(*) FILTER (s.level IS NULL), count(*)) END) || '.' AS line
  FROM load.standing s JOIN load.kind_word k ON k.kind_group = s.kind_group JOIN load.rulebook_word w ON w.rulebook = s.rulebook JOIN y ON y.school_year = s.school_year WHERE s.has_level GROUP BY k.position, k.label, w.family)
UNION ALL SELECT 'criteria.list', count(*), 0, coalesce(string_agg('tiêu chí ' || criterion || ' (' || short || '): ' || share_text(fail, n), '; ' ORDER BY rulebook, position) FILTER (nth <= 10), '') || CASE WHEN count(*) > 10 THEN '; và ' || count(*) - 10 || ' tiêu chí khác' ELSE '' END FROM (
  SELECT c.rulebook, c.criterion, w.title AS short, k.position, count(*) FILTER (c.level = 0) AS fail, count(*) AS n, row_number() OVER (ORDER BY c.rulebook, k.position) AS nth
  FROM criterion_result c JOIN y ON y.school_year = c.school_year JOIN (SELECT rulebook, short || CASE rulebook WHEN 'mn-2026' THEN ', mầm non' WHEN 'pt-2026' THEN ', phổ thông' WHEN 'gdtx-2026' THEN ', thường xuyên' ELSE '' END AS title FROM load.rulebook_word) w ON w.rulebook = c.rulebook JOIN load.criterion k ON k.rulebook = c.rulebook AND k.code = c.criterion
  WHERE c.level IS NOT NULL GROUP BY c.rulebook, c.criterion, w.title, k.position HAVING count(*) FILTER (c.level = 0) > 0)
UNION ALL SELECT 'improvement.sources', count(*), 0, coalesce(string_agg(label || ' ' || replace(format('{:,}', amount), ',', '.') || ' đồng', '; ' ORDER BY source_group), '') FROM (
  SELECT g.source_group, g.label, CAST(sum(im.amount_vnd) AS BIGINT) AS amount FROM im JOIN load.source_word w ON w.source IS NOT DISTINCT FROM im.source JOIN load.source_group_word g USING (source_group) WHERE im.amount_vnd IS NOT NULL GROUP BY ALL)
UNION ALL SELECT 'evidence.covered', (SELECT count(*) FROM (SELECT DISTINCT school_code, criterion FROM evidence_use u JOIN y ON y.school_year = u.school_year WHERE EXISTS (SELECT 1 FROM load.criterion k WHERE k.rulebook = u.rulebook AND k.code = u.criterion))),
  (SELECT count(*) FROM (SELECT DISTINCT e.school_code, k.code FROM evidence e JOIN y ON y.school_year = e.school_year JOIN load.criterion k ON k.rulebook = e.rulebook)), ''
-- Changes of schools after the day whose structure the tables show.
UNION ALL SELECT 'structure.later', count(*), 0, coalesce(max((SELECT strftime(coalesce(structure_day, today), '%d/%m/%Y') FROM load.setting CROSS JOIN load.clock)), '')
  FROM school_change WHERE from_day > (SELECT coalesce(structure_day, today) FROM load.setting CROSS JOIN load.clock)
ORDER BY 1
