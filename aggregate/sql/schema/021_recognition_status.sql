-- The day n months before a day. Of a month (an expiry known by its month only)
-- the last day n months earlier: 30/11/2023 is 30/06/2023, and 31/03 is 28/02.
CREATE MACRO months_before(d, n, precision_of) AS CASE WHEN precision_of = 'month' THEN last_day(CAST(d - to_months(n) AS DATE)) ELSE CAST(d - to_months(n) AS DATE) END;

-- How long a school waits for a higher cấp độ or mức độ after a recognition, by
-- the regime in force when it asks: two years (TT 17, 18, 19/2018, Điều 5), one
-- year since TT 22/2024, two years for mức độ 2 (TT 57/2026, Điều 19), which
-- gives no cấp độ any more.
CREATE VIEW load.upgrade_rule AS
SELECT ledger, regime, from_day, until_day, months, top FROM (VALUES
  ('kdclgd', '2018', DATE '2018-10-10', DATE '2025-01-25', 24, 4), ('kdclgd', '2024', DATE '2025-01-25', DATE '2026-07-07', 12, 4),
  ('cqg', '2018', DATE '2018-10-10', DATE '2025-01-25', 24, 2), ('cqg', '2024', DATE '2025-01-25', DATE '2026-07-07', 12, 2), ('cqg', '2026', DATE '2026-07-07', NULL, 24, 2)
) r(ledger, regime, from_day, until_day, months, top);

-- Where a school's certificates are kept: with the school that it has become by
-- the clock's day, through any number of mergers.
CREATE VIEW load.heir AS
WITH RECURSIVE step AS (
  SELECT code AS school_code, code AS heir_code, 0 AS n FROM load.school
  UNION ALL
  SELECT h.school_code, s.merged_into, h.n + 1 FROM step h JOIN load.school s ON s.code = h.heir_code CROSS JOIN load.clock c
  WHERE s.merged_into IS NOT NULL AND s.merged_into <> s.code AND (s.closed IS NULL OR CAST(s.closed AS DATE) <= c.today) AND h.n < 20
)
SELECT school_code, arg_max(heir_code, n) AS heir_code FROM step GROUP BY school_code;

-- The ledger of recognitions, KĐCLGD and CQG apart, on the clock's day. Of a
-- school's certificates in one ledger the one signed last counts. A certificate
-- holds through its last day and warns 12, 6, 5, 3 and 1 months before; one that
-- a school had before it was merged is shown with its successor and counts for
-- nobody until whoever gave it has said so. What was signed later than the clock
-- nobody knows yet; a school that is closed and has no successor is not watched.
CREATE VIEW recognition_status AS
WITH cert AS (
  SELECT r.*, h.heir_code, c.today,
         row_number() OVER (PARTITION BY r.school_code, r.ledger ORDER BY r.signed DESC NULLS LAST, r.valid_to DESC NULLS LAST, r.grade DESC, r.decision, r.cell) = 1 AS latest
  FROM recognition r CROSS JOIN load.clock c JOIN load.heir h USING (school_code)
  WHERE r.told_by = 'roster' AND (r.signed IS NULL OR r.signed <= c.today)
), warned AS (
  SELECT c.*, s.name, s.commune, s.kind, was.name AS received_name,
         (SELECT min(w.n) FROM (VALUES (12), (6), (5), (3), (1)) w(n) WHERE c.today >= months_before(c.valid_to, w.n, c.valid_precision)) AS within,
         date_diff('month', today, valid_to) - CASE WHEN CAST(today + to_months(CAST(date_diff('month', today, valid_to) AS INTEGER)) AS DATE) > valid_to THEN 1 ELSE 0 END AS whole_months,
         CASE WHEN c.precision_of = 'month' THEN last_day(c.signed) ELSE c.signed END AS counted_from
  FROM cert c JOIN load.school s ON s.code = c.heir_code JOIN load.school was ON was.code = c.school_code
  WHERE s.closed IS NULL OR CAST(s.closed AS DATE) > c.today
), raised AS (
  SELECT w.school_code, w.ledger, w.sheet, w.cell, min(greatest(CAST(w.counted_from + to_months(u.months) AS DATE), u.from_day)) AS upgrade_from, arg_min(u.regime, greatest(CAST(w.counted_from + to_months(u.months) AS DATE), u.from_day)) AS upgrade_regime
  FROM warned w JOIN load.upgrade_rule u ON u.ledger = w.ledger AND w.grade < u.top AND (u.until_day IS NULL OR u.until_day > greatest(CAST(w.counted_from + to_months(u.months) AS DATE), u.from_day, w.today))
  GROUP BY ALL
)
SELECT w.heir_code AS school_code, w.name, w.commune, w.kind, CASE WHEN w.heir_code <> w.school_code THEN w.school_code END AS predecessor, CASE WHEN w.heir_code <> w.school_code THEN w.received_name END AS predecessor_name,
  w.ledger, w.grade, w.decision, w.signed, w.precision_of, w.valid_to, w.valid_precision, w.derived,
  CASE WHEN NOT latest THEN 'replaced' WHEN valid_to IS NULL THEN 'unknown' WHEN valid_to < today THEN 'expired' WHEN within IS NOT NULL THEN 'expiring' ELSE 'valid' END AS state,
  CAST(CASE WHEN NOT latest OR valid_to IS NULL THEN NULL WHEN valid_to < today THEN 0 ELSE within END AS INTEGER) AS warning,
  CAST(CASE WHEN valid_to IS NULL THEN NULL WHEN valid_to < today THEN 0 ELSE whole_months END AS INTEGER) AS months_left,
  months_before(valid_to, 5, valid_precision) AS register_by,
  latest AND w.heir_code = w.school_code AND (valid_to IS NULL OR valid_to >= today) AS counts,
  CASE WHEN latest AND w.heir_code = w.school_code AND valid_to >= today AND r.upgrade_from <= valid_to THEN r.upgrade_from END AS upgrade_from,
  CASE WHEN latest AND w.heir_code = w.school_code AND valid_to >= today AND r.upgrade_from <= valid_to THEN r.upgrade_regime END AS upgrade_regime,
  w.sheet, w.cell, w.raw
FROM warned w LEFT JOIN raised r ON r.school_code = w.school_code AND r.ledger = w.ledger AND r.sheet = w.sheet AND r.cell = w.cell;
COMMENT ON VIEW recognition_status IS 'The ledger of certificates on the day: KĐCLGD and CQG apart, what still holds, how long, and when a school may ask for more';
COMMENT ON COLUMN recognition_status.school_code IS 'mã trường; of a merged school, its successor';
COMMENT ON COLUMN recognition_status.name IS 'tên trường';
COMMENT ON COLUMN recognition_status.commune IS 'xã, phường';
COMMENT ON COLUMN recognition_status.kind IS 'cấp học: MN, TH, THCS, TH-THCS …';
COMMENT ON COLUMN recognition_status.predecessor IS 'the school that received it before it was merged; NULL: the school itself';
COMMENT ON COLUMN recognition_status.predecessor_name IS 'its name';
COMMENT ON COLUMN recognition_status.ledger IS 'kdclgd (cấp độ) or cqg (mức độ)';
COMMENT ON COLUMN recognition_status.grade IS 'cấp độ 1..4 or mức độ 1..2';
COMMENT ON COLUMN recognition_status.decision IS 'số quyết định';
COMMENT ON COLUMN recognition_status.signed IS 'ngày ký; the first of the month when only the month is known';
COMMENT ON COLUMN recognition_status.precision_of IS 'of signed: day or month';
COMMENT ON COLUMN recognition_status.valid_to IS 'last day that it holds';
COMMENT ON COLUMN recognition_status.valid_precision IS 'of valid_to: day or month';
COMMENT ON COLUMN recognition_status.derived IS 'valid_to is signing + 60 months';
COMMENT ON COLUMN recognition_status.state IS 'valid, expiring (12 months or less), expired, unknown (no day known), replaced (one signed later counts)';
COMMENT ON COLUMN recognition_status.warning IS 'the warning it has reached: 12, 6, 5, 3 or 1 months, 0 expired; NULL: none';
COMMENT ON COLUMN recognition_status.months_left IS 'whole months left';
COMMENT ON COLUMN recognition_status.register_by IS 'last day to register again: 5 months before valid_to';
COMMENT ON COLUMN recognition_status.counts IS 'the school counts as recognised by it';
COMMENT ON COLUMN recognition_status.upgrade_from IS 'first day on which a higher grade may be asked for while it holds; NULL: none is to be had';
COMMENT ON COLUMN recognition_status.upgrade_regime IS 'regime that sets the waiting time: 2018, 2024 or 2026';
COMMENT ON COLUMN recognition_status.sheet IS 'sheet of the roster';
COMMENT ON COLUMN recognition_status.cell IS 'cell of the roster, A1 style';
COMMENT ON COLUMN recognition_status.raw IS 'what the cell says';
COMMENT ON COLUMN recognition.valid_precision IS 'of valid_to: day or month';

-- How reports say it, in one place: the day by its precision, what to do.
CREATE VIEW load.recognition_word AS
SELECT *,
  name || CASE WHEN predecessor IS NULL THEN '' ELSE ' (cấp cho ' || predecessor_name || ' trước khi sáp nhập)' END AS holder,
  CASE ledger WHEN 'kdclgd' THEN 'Cấp độ ' ELSE 'Mức độ ' END || grade AS grade_text,
  CASE WHEN signed IS NULL THEN '' WHEN precision_of = 'month' THEN strftime(signed, '%m/%Y') ELSE strftime(signed, '%d/%m/%Y') END AS signed_text,
  CASE WHEN valid_to IS NULL THEN 'chưa rõ' WHEN valid_precision = 'month' THEN strftime(valid_to, '%m/%Y') ELSE strftime(valid_to, '%d/%m/%Y') END || CASE WHEN derived AND valid_to IS NOT NULL THEN ' (suy ra)' ELSE '' END AS valid_text,
  CASE WHEN predecessor IS NOT NULL THEN 'hỏi nơi cấp: còn giá trị cho trường mới hay không; ' ELSE '' END ||
  CASE state WHEN 'replaced' THEN 'đã có quyết định mới hơn' WHEN 'unknown' THEN 'chưa rõ thời hạn, bổ sung ngày ký hoặc thời hạn' WHEN 'expired' THEN 'đã hết hạn, không tính là đạt; đăng ký đánh giá ngoài'
    WHEN 'valid' THEN 'còn hiệu lực'
    ELSE 'còn không quá ' || warning || ' tháng; ' || CASE WHEN (SELECT today FROM load.clock) > register_by THEN 'đã quá ngày phải đăng ký lại' ELSE 'hoàn thành tự đánh giá, đăng ký lại chậm nhất ' || strftime(register_by, '%d/%m/%Y') END END AS todo
FROM recognition_status;
