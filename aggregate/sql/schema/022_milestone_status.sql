-- What a school says of an item's progress: done only when it says so whole;
-- "hoàn thành 60 %", "cơ bản hoàn thành", "chưa hoàn thành" are not.
CREATE MACRO progress_done(progress) AS (
  SELECT regexp_matches(p, '^(da )?(thuc hien )?(hoan thanh|hoan tat|xong|dat|100 ?%)')
     AND NOT regexp_matches(p, '\b(chua|dang|mot phan|co ban|khong)\b') AND coalesce(TRY_CAST(regexp_extract(p, '(\d{1,3})([.,]\d+)? ?%', 1) AS INTEGER), 100) >= 100
  FROM (SELECT replace(strip_accents(lower(trim(coalesce(progress, '')))), 'đ', 'd') AS p));

-- The clocks inside the schools' own plans, on the report's day: milestones of
-- the self-assessment plan and improvement actions. An item is done when the
-- school says so; a milestone also when the year's self-assessment report, to
-- which the plan leads, came on its last day or later. Else it is overdue from
-- the day after its last one, due while its time runs (a deadline: its last 30
-- days), and undated when no last day can be told. Whoever finishes on the day is
-- in time.
CREATE VIEW milestone_status AS
WITH item AS (
  SELECT school_code, school_year, rulebook, 'milestone' AS kind, '' AS criterion, number, text, time_raw, from_day, to_day, CAST(NULL AS VARCHAR) AS progress, file_sha256, sheet, cell, raw FROM milestone
  UNION ALL
  SELECT school_code, school_year, rulebook, 'improvement', coalesce(criterion, ''), CAST(row_number() OVER (PARTITION BY file_sha256 ORDER BY sheet, TRY_CAST(regexp_extract(cell, '\d+') AS INTEGER), cell) AS INTEGER), concat_ws(' - ', nullif(goal, ''), nullif(action, '')), time_raw, from_day, to_day, progress, file_sha256, sheet, cell, raw FROM improvement
), report AS (
  SELECT s.school_code, s.school_year, CAST(min(f.received_local) AS DATE) AS came
  FROM load.known_file f JOIN load.submission s USING (file_sha256) JOIN load.part p USING (file_sha256) WHERE p.part = 'self-assessment' AND f.outcome <> 'refused' GROUP BY ALL
), judged AS (
  SELECT i.*, c.today, CASE WHEN progress_done(i.progress) THEN 'progress' WHEN i.kind = 'milestone' AND i.to_day <= r.came THEN 'report' END AS done_by
  FROM item i CROSS JOIN (SELECT today FROM load.clock) c LEFT JOIN report r USING (school_code, school_year)
), stated AS (
  SELECT *, CASE WHEN done_by IS NOT NULL THEN 'done' WHEN to_day IS NULL THEN 'undated' WHEN to_day < today THEN 'overdue'
      WHEN from_day > today OR from_day IS NULL AND to_day - today > 30 THEN 'not-started' ELSE 'due' END AS state FROM judged
)
SELECT school_code, school_year, rulebook, kind, criterion, number, text, time_raw, from_day, to_day, progress, state, done_by, CAST(CASE WHEN state = 'overdue' THEN today - to_day END AS BIGINT) AS days_over, file_sha256, sheet, cell, raw FROM stated;
COMMENT ON VIEW milestone_status IS 'Milestones and improvement actions of the schools'' plans on the report''s day: not-started, due, done, overdue, undated';
COMMENT ON COLUMN milestone_status.school_code IS 'mã trường, text with leading zeros';
COMMENT ON COLUMN milestone_status.school_year IS 'năm học, "2026-2027"';
COMMENT ON COLUMN milestone_status.rulebook IS 'bộ quy định, id: "mn-2018"';
COMMENT ON COLUMN milestone_status.kind IS 'milestone (mốc của kế hoạch tự đánh giá) or improvement (hạng mục cải tiến)';
COMMENT ON COLUMN milestone_status.criterion IS 'tiêu chí of an improvement; empty for a milestone';
COMMENT ON COLUMN milestone_status.number IS 'order in its table';
COMMENT ON COLUMN milestone_status.text IS 'what is to be done';
COMMENT ON COLUMN milestone_status.time_raw IS 'time as written';
COMMENT ON COLUMN milestone_status.from_day IS 'first day; NULL for a deadline or unknown';
COMMENT ON COLUMN milestone_status.to_day IS 'last day; NULL when it can''t be told';
COMMENT ON COLUMN milestone_status.progress IS 'mức độ thực hiện, as the school wrote it';
COMMENT ON COLUMN milestone_status.state IS 'not-started, due, done, overdue, undated';
COMMENT ON COLUMN milestone_status.done_by IS 'progress (the school says so) or report (its self-assessment report came on that day or later)';
COMMENT ON COLUMN milestone_status.days_over IS 'days after to_day, NULL when not overdue';
COMMENT ON COLUMN milestone_status.file_sha256 IS 'content of the workbook that the item comes from';
COMMENT ON COLUMN milestone_status.sheet IS 'sheet of the cell';
COMMENT ON COLUMN milestone_status.cell IS 'cell, A1 style';
COMMENT ON COLUMN milestone_status.raw IS 'what the cell says, before any repair';
