-- Of a school's sheet: who it is, and its evidence and improvement in a line.
WITH s AS (SELECT * FROM load.standing WHERE school_year = $year AND school_code BETWEEN $from AND $to),
ev AS (SELECT school_code, count(*) AS n FROM evidence WHERE school_year = $year AND school_code BETWEEN $from AND $to GROUP BY ALL),
us AS (SELECT school_code, count(DISTINCT criterion) AS criteria, count(*) AS uses FROM evidence_use WHERE school_year = $year AND school_code BETWEEN $from AND $to GROUP BY ALL),
im AS (SELECT school_code, count(*) AS n, count(*) FILTER (amount_vnd IS NULL) AS unstated, CAST(sum(amount_vnd) AS BIGINT) AS amount FROM improvement WHERE school_year = $year AND school_code BETWEEN $from AND $to GROUP BY ALL),
st AS (SELECT school_code, CAST(sum(value) FILTER (measure = 'total') AS BIGINT) AS total, CAST(sum(value) FILTER (measure = 'total' AND staff_group = 'Giáo viên') AS BIGINT) AS teachers FROM staff WHERE school_year = $year AND school_code BETWEEN $from AND $to AND staff_group <> 'Cộng' GROUP BY ALL)
-- Of every change up to the day of the report, in their order.
, ch AS (
  SELECT c.school_code, string_agg('từ ' || strftime(c.from_day, '%d/%m/%Y') || ' ' || CASE c.what
      WHEN 'name' THEN 'đổi tên, trước đó là ' || c.before WHEN 'commune' THEN 'chuyển địa bàn, trước đó thuộc ' || c.before WHEN 'kind' THEN 'đổi cấp học, trước đó là ' || c.before
      WHEN 'private' THEN 'đổi loại hình, trước đó là ' || CASE c.before WHEN 'true' THEN 'ngoài công lập' ELSE 'công lập' END
      ELSE 'tách từ ' || coalesce(m.name, c.before) END, '; ' ORDER BY c.from_day, c.what) AS text
  FROM school_change c LEFT JOIN school m ON c.what = 'split' AND m.school_code = c.before WHERE c.from_day <= (SELECT today FROM load.clock) GROUP BY c.school_code
)
SELECT s.school_code, f.label, f.text FROM s
LEFT JOIN school r ON r.school_code = s.school_code
LEFT JOIN load.kind_word k ON k.kind_group = s.kind_group
LEFT JOIN load.rulebook_word w ON w.rulebook = s.rulebook
LEFT JOIN ev ON ev.school_code = s.school_code LEFT JOIN us ON us.school_code = s.school_code LEFT JOIN im ON im.school_code = s.school_code LEFT JOIN st ON st.school_code = s.school_code LEFT JOIN ch ON ch.school_code = s.school_code
CROSS JOIN LATERAL (VALUES
  (1, 'Mã trường', s.school_code), (2, 'Cấp học, loại hình', k.label || CASE WHEN s.kind LIKE '%-%' THEN ' (' || s.kind || ')' ELSE '' END || CASE WHEN s.private THEN ', ngoài công lập' ELSE ', công lập' END),
  (3, 'Xã, phường', coalesce(nullif(s.commune, ''), 'chưa ghi')), (4, 'Bộ quy định', coalesce(w.short, 'chưa có kết quả')),
  (5, 'Minh chứng', CASE WHEN ev.n IS NULL THEN 'chưa báo cáo' ELSE ev.n || ' minh chứng, dùng cho ' || coalesce(us.criteria, 0) || '/' || (SELECT count(*) FROM load.criterion c WHERE c.rulebook = s.rulebook) || ' tiêu chí' END),
  (6, 'Cải tiến', CASE WHEN im.n IS NULL THEN 'chưa báo cáo' ELSE im.n || ' hạng mục, ' || CASE WHEN im.amount IS NULL THEN 'chưa nêu kinh phí' ELSE replace(format('{:,}', im.amount), ',', '.') || ' đồng' || CASE WHEN im.unstated > 0 THEN ', ' || im.unstated || ' chưa nêu kinh phí' ELSE '' END END END),
  (7, 'Đội ngũ', CASE WHEN st.total IS NULL THEN 'chưa báo cáo' ELSE st.total || ' người, ' || coalesce(CAST(st.teachers AS VARCHAR), '-') || ' giáo viên' END),
  (8, 'Ngày mở', CASE WHEN r.opened IS NULL THEN '' ELSE strftime(r.opened, '%d/%m/%Y') END), (9, 'Ngày đóng', CASE WHEN r.closed IS NULL THEN '' ELSE strftime(r.closed, '%d/%m/%Y') || coalesce(', nhập vào ' || nullif(r.merged_into, ''), '') END),
  (10, 'Thay đổi', coalesce(ch.text, ''))
) f(position, label, text)
WHERE f.text <> '' ORDER BY s.school_code, f.position
