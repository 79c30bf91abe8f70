-- How reports name a kind of school, a rulebook and a source of money, in one
-- place. A school of several levels counts once, as liên cấp.
CREATE VIEW load.kind_word AS
SELECT * FROM (VALUES ('MN', 1, 'Mầm non'), ('TH', 2, 'Tiểu học'), ('THCS', 3, 'Trung học cơ sở'), ('LIENCAP', 4, 'Liên cấp'),
  ('THPT', 5, 'Trung học phổ thông'), ('GDTX', 6, 'Giáo dục thường xuyên'), ('', 7, 'Chưa ghi cấp học')) k(kind_group, position, label);

CREATE VIEW load.school_kind AS
SELECT *, CASE WHEN kind LIKE '%-%' THEN 'LIENCAP' ELSE coalesce(kind, '') END AS kind_group FROM main.school;

-- "TT 57/2026", "TT 19/2018 (sửa đổi 2024)"; family is what may be compared.
CREATE VIEW load.rulebook_word AS
SELECT id AS rulebook, family, evaluation, max_level, quota_others, title,
  'TT ' || regexp_extract(circular, '^(\d+/\d{4})', 1) || CASE WHEN circular LIKE '%, %' THEN ' (sửa đổi ' || regexp_extract(circular, ', \d+/(\d{4})', 1) || ')' ELSE '' END AS short,
  CASE evaluation WHEN 'percentage' THEN 'Cấp độ ' ELSE 'Mức ' END AS step
FROM load.rulebook;

-- Where improvement money comes from; what the school wrote stays beside it.
CREATE VIEW load.source_word AS
SELECT source, CASE
    WHEN plain IS NULL OR trim(plain) = '' THEN 6
    WHEN plain SIMILAR TO '.*(ngan sach|nsnn|nha nuoc cap).*' THEN 1
    WHEN plain LIKE '%dieu tiet%' THEN 2
    WHEN plain SIMILAR TO '.*(xa hoi hoa|xhh|tai tro|phu huynh|van dong|dong gop).*' THEN 3
    WHEN plain SIMILAR TO '.*(hoat dong|hoc phi|su nghiep|nha truong|don vi).*' THEN 4
    ELSE 5 END AS source_group
FROM (SELECT DISTINCT source, replace(strip_accents(lower(source)), 'đ', 'd') AS plain FROM load.improvement);
CREATE VIEW load.source_group_word AS
SELECT * FROM (VALUES (1, 'Ngân sách nhà nước'), (2, 'Nguồn điều tiết'), (3, 'Xã hội hóa'), (4, 'Nguồn hoạt động của trường'), (5, 'Nguồn khác'), (6, 'Chưa nêu nguồn')) s(source_group, label);

-- The schools that a report of a year speaks of: those that must send something
-- and those that did.
CREATE VIEW load.reporting AS
WITH k AS (SELECT DISTINCT school_code, school_year FROM main.obligation_status WHERE state <> 'not-required' UNION SELECT school_code, school_year FROM load.current_part)
SELECT k.school_year, s.* FROM k JOIN load.school_kind s USING (school_code);

-- Of every such school: what counted of its plan and of its self-assessment.
CREATE VIEW load.standing AS
WITH st AS (
  SELECT school_code, school_year,
    bool_or(part = 'plan' AND state IN ('on-time', 'late')) AS plan, bool_or(part = 'plan' AND state NOT IN ('exempt', 'not-required')) AS plan_due,
    bool_or(part = 'self-assessment' AND state IN ('on-time', 'late')) AS tdg, bool_or(part = 'self-assessment' AND state NOT IN ('exempt', 'not-required')) AS tdg_due,
    bool_or(state IN ('overdue', 'needs-correction')) AS owes
  FROM main.obligation_status GROUP BY ALL
)
SELECT r.school_year, r.school_code, r.name, coalesce(r.commune, '') AS commune, r.kind, r.kind_group, r.private, l.rulebook, l.family,
  coalesce(st.plan, false) AS plan, coalesce(st.plan_due, false) AS plan_due, coalesce(st.tdg, false) AS tdg, coalesce(st.tdg_due, false) AS tdg_due, coalesce(st.owes, false) AS owes,
  l.file_sha256 IS NOT NULL AS has_level, l.computed_level AS level
FROM load.reporting r LEFT JOIN st USING (school_code, school_year)
LEFT JOIN main.school_level l ON l.school_code = r.school_code AND l.school_year = r.school_year;

-- The office's certificates: which still hold today, and whether one is the
-- first, a renewal, or a step up in its ledger.
CREATE VIEW load.certificate AS
SELECT school_code, ledger, grade, decision, signed, precision_of, valid_to, valid_precision, derived, sheet, cell,
  valid_to IS NULL OR valid_to >= (SELECT today FROM load.clock) AS holds,
  CASE WHEN earlier IS NULL THEN 'new' WHEN grade > earlier THEN 'raised' ELSE 'again' END AS how
FROM (SELECT *, max(grade) OVER (PARTITION BY school_code, ledger ORDER BY signed, grade ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier FROM main.recognition WHERE told_by = 'roster' AND (signed IS NULL OR signed <= (SELECT today FROM load.clock)));

-- 40.0 of 8 and 20, to a tenth, "40,0%" and "8/20 (40,0%)"; there is no percentage of nothing.
CREATE MACRO percent_of(n, d) AS CASE WHEN d <> 0 THEN round(n * 1000.0 / d) / 10 END;
CREATE MACRO percent_text(n, d) AS CASE WHEN d = 0 THEN '-' ELSE replace(printf('%.1f', percent_of(n, d)), '.', ',') || '%' END;
CREATE MACRO share_text(n, d) AS n || '/' || d || ' (' || percent_text(n, d) || ')';
