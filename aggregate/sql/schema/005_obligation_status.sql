-- Of every school and obligation exactly one state (DESIGN §6). Whoever hands
-- in on the day is on time; the first good arrival decides lateness; a refused
-- file is recorded as received and does not meet anything. An extension and a
-- receipt outside count from the day they are dated: an older clock knows none
-- of them. A school that is closed by its last good day, extension included, or
-- opens after it, owes nothing, nor does one that was merged on an unknown day.
-- What kind a school was on the due day decides whether the report concerns it,
-- whatever it has become since and whatever structure is asked for; a school of
-- several levels (TH-THCS) is concerned by a report of any of them.
CREATE VIEW load.school_obligation AS
WITH kind_on AS (
  SELECT r.code, o.id, coalesce(arg_min(c.before_value, c.from_day), any_value(r.kind)) AS kind
  FROM load.roster_school r CROSS JOIN load.obligation o
  LEFT JOIN load.school_change c ON c.school_code = r.code AND c.what = 'kind' AND CAST(c.from_day AS DATE) > CAST(o.due AS DATE) GROUP BY ALL
), pair AS (
  SELECT s.code AS school_code, s.name, s.commune, s.kind, s.private, o.id AS obligation, o.title, o.part, o.school_year, o.position, o.remind_days, c.today,
         CAST(o.due AS DATE) AS due, CAST(o.opens AS DATE) AS told_opens, CAST(s.opened AS DATE) AS opened, CAST(s.closed AS DATE) AS closed, s.merged_into IS NOT NULL AND s.closed IS NULL AS gone,
         NOT EXISTS (SELECT 1 FROM load.obligation_kind k WHERE k.id = o.id) OR EXISTS (SELECT 1 FROM load.obligation_kind k WHERE k.id = o.id AND (k.kind = w.kind OR list_contains(string_split(w.kind, '-'), k.kind))) AS concerned
  FROM load.school s JOIN kind_on w ON w.code = s.code JOIN load.obligation o ON o.id = w.id CROSS JOIN load.clock c
), extended AS (
  SELECT school_code, obligation, max(CAST(until_day AS DATE)) AS extended_to FROM load.extension CROSS JOIN load.clock WHERE granted_on IS NULL OR CAST(granted_on AS DATE) <= today GROUP BY ALL
), outside AS (
  SELECT school_code, obligation, min(CAST(received_on AS DATE)) AS outside_on FROM load.outside_receipt CROSS JOIN load.clock WHERE CAST(received_on AS DATE) <= today GROUP BY ALL
), exempted AS (
  SELECT DISTINCT school_code, obligation, true AS exempt FROM load.exemption
), earlier AS (
  SELECT p.*, e.extended_to, greatest(p.due, coalesce(e.extended_to, p.due)) AS last_day, coalesce(x.exempt, false) AS exempt, r.outside_on,
         CAST(max(due) FILTER (concerned) OVER (PARTITION BY p.school_code, school_year, part ORDER BY due RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL 1 DAY PRECEDING) AS DATE) AS due_before
  FROM pair p LEFT JOIN extended e USING (school_code, obligation) LEFT JOIN outside r USING (school_code, obligation) LEFT JOIN exempted x USING (school_code, obligation)
)
-- A part that is sent several times in a year is met, each time, by a workbook
-- that came when that time was open: from half-way between the due day before
-- and its own, unless unit.yaml says when it opens.
SELECT school_code, name, commune, kind, private, obligation, title, part, school_year, position, remind_days, today, due, extended_to, last_day, exempt, outside_on,
       concerned AND NOT gone AND (closed IS NULL OR closed > last_day) AND (opened IS NULL OR opened <= last_day) AS required,
       coalesce(told_opens, due_before + CAST((due - due_before) // 2 AS INTEGER)) AS opens
FROM earlier;

-- A refused workbook that tells no part, or can't be opened at all, may be any
-- report that its school had to send just then: it is received for each that was
-- open, from its reminder days on.
CREATE VIEW load.unclear_arrival AS
SELECT f.concerned_school AS school_code, f.expected_year, k.received_local
FROM main.file f JOIN load.known_file k USING (file_sha256)
WHERE f.outcome = 'refused' AND NOT EXISTS (SELECT 1 FROM load.part p WHERE p.file_sha256 = f.file_sha256);

CREATE VIEW obligation_status AS
WITH arrival AS (
  SELECT s.school_code, f.expected_year, p.part, f.received_local, f.outcome
  FROM load.known_file f JOIN load.submission s USING (file_sha256) JOIN load.part p USING (file_sha256)
), told AS (
  SELECT o.school_code, o.obligation, o.school_year, min(a.received_local) FILTER (a.outcome <> 'refused') AS good, min(a.received_local) FILTER (a.outcome = 'refused') AS refused_part
  FROM load.school_obligation o JOIN arrival a ON a.school_code = o.school_code AND a.expected_year = o.school_year AND a.part = o.part AND (o.opens IS NULL OR CAST(a.received_local AS DATE) >= o.opens) GROUP BY ALL
), unclear AS (
  SELECT o.school_code, o.obligation, o.school_year, min(u.received_local) AS refused_unclear
  FROM load.school_obligation o JOIN load.unclear_arrival u ON u.school_code = o.school_code AND u.expected_year = o.school_year
  WHERE o.part <> 'outside' AND (o.opens IS NULL OR CAST(u.received_local AS DATE) >= o.opens) AND o.last_day - CAST(u.received_local AS DATE) <= coalesce(o.remind_days, 7) GROUP BY ALL
), dated AS (
  SELECT o.*, t.good, t.refused_part, u.refused_unclear
  FROM load.school_obligation o LEFT JOIN told t USING (school_code, obligation, school_year) LEFT JOIN unclear u USING (school_code, obligation, school_year)
), met AS (
  SELECT *, least(refused_part, refused_unclear) AS refused, least(CAST(good AS DATE), outside_on) AS met_on FROM dated
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
  FROM met
)
SELECT school_code, school_year, name, commune, kind, private, obligation, title, part, position, state, last_day AS due, due AS first_due, extended_to,
       CASE WHEN state IN ('on-time', 'late') THEN CASE WHEN good IS NULL OR outside_on < CAST(good AS DATE) THEN CAST(outside_on AS VARCHAR) ELSE good END WHEN state = 'needs-correction' THEN refused END AS received,
       CAST(CASE WHEN state = 'late' THEN met_on - last_day
                 WHEN state IN ('overdue', 'needs-correction') AND today > last_day THEN today - last_day END AS BIGINT) AS days_late
FROM stated;
