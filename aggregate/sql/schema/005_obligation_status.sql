-- Of every school and obligation exactly one state (DESIGN §6). Whoever hands
-- in on the day is on time; the first good arrival decides lateness; a refused
-- file is recorded as received and does not meet anything. An extension and a
-- receipt outside count from the day they are dated: an older clock knows none
-- of them. A school that was merged on an unknown day owes nothing.
CREATE VIEW obligation_status AS
WITH pair AS (
  SELECT s.code AS school_code, s.name, s.commune, s.kind, s.private, o.id AS obligation, o.title, o.part, o.school_year, o.position, o.remind_days,
         CAST(o.due AS DATE) AS due,
         (SELECT max(CAST(e.until_day AS DATE)) FROM load.extension e WHERE e.school_code = s.code AND e.obligation = o.id AND (e.granted_on IS NULL OR CAST(e.granted_on AS DATE) <= c.today)) AS extended_to,
         EXISTS (SELECT 1 FROM load.exemption e WHERE e.school_code = s.code AND e.obligation = o.id) AS exempt,
         (NOT EXISTS (SELECT 1 FROM load.obligation_kind k WHERE k.id = o.id) OR EXISTS (SELECT 1 FROM load.obligation_kind k WHERE k.id = o.id AND k.kind = s.kind))
           AND (s.closed IS NULL OR CAST(s.closed AS DATE) > CAST(o.due AS DATE))
           AND (s.merged_into IS NULL OR s.closed IS NOT NULL)
           AND (s.opened IS NULL OR CAST(s.opened AS DATE) <= CAST(o.due AS DATE)) AS required,
         (SELECT min(CAST(r.received_on AS DATE)) FROM load.outside_receipt r WHERE r.school_code = s.code AND r.obligation = o.id AND CAST(r.received_on AS DATE) <= c.today) AS outside_on
  FROM load.school s CROSS JOIN load.obligation o CROSS JOIN load.clock c
), arrival AS (
  SELECT s.school_code, f.expected_year, p.part,
         min(f.received_local) FILTER (f.outcome <> 'refused') AS good,
         min(f.received_local) FILTER (f.outcome = 'refused') AS refused
  FROM load.known_file f JOIN load.submission s USING (file_sha256) JOIN load.part p USING (file_sha256)
  GROUP BY ALL
), dated AS (
  SELECT p.*, a.good, a.refused, greatest(p.due, coalesce(p.extended_to, p.due)) AS last_day, c.today,
         least(CAST(a.good AS DATE), p.outside_on) AS met_on
  FROM pair p CROSS JOIN load.clock c
  LEFT JOIN arrival a ON a.school_code = p.school_code AND a.expected_year = p.school_year AND a.part = p.part
), stated AS (
  SELECT *,
    CASE
      WHEN NOT required THEN 'not-required'
      WHEN exempt THEN 'exempt'
      WHEN met_on IS NOT NULL AND met_on <= last_day THEN 'on-time'
      WHEN met_on IS NOT NULL THEN 'late'
      WHEN refused IS NOT NULL THEN 'needs-correction'
      WHEN today > last_day THEN 'overdue'
      WHEN extended_to IS NOT NULL THEN 'extended'
      WHEN last_day - today <= coalesce(remind_days, 7) THEN 'due-soon'
      ELSE 'not-due'
    END AS state
  FROM dated
)
SELECT school_code, school_year, name, commune, kind, private, obligation, title, part, position, state, last_day AS due, due AS first_due, extended_to,
       CASE WHEN state IN ('on-time', 'late') THEN CASE WHEN good IS NULL OR outside_on < CAST(good AS DATE) THEN CAST(outside_on AS VARCHAR) ELSE good END WHEN state = 'needs-correction' THEN refused END AS received,
       CAST(CASE WHEN state = 'late' THEN met_on - last_day
                 WHEN state IN ('overdue', 'needs-correction') AND today > last_day THEN today - last_day END AS BIGINT) AS days_late
FROM stated;
