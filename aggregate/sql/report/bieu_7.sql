-- Biểu 7: certificates and how long they still hold; the two ledgers apart.
-- A school registers again five months before its certificate ends.
WITH r AS (SELECT r.*, s.name, s.commune, (SELECT today FROM load.clock) AS today FROM load.certificate r LEFT JOIN school s USING (school_code))
SELECT 'data' AS row_kind, coalesce(name, school_code) AS name, CASE ledger WHEN 'kdclgd' THEN 'KĐCLGD' ELSE 'CQG' END AS ledger, CASE ledger WHEN 'kdclgd' THEN 'Cấp độ ' ELSE 'Mức độ ' END || grade AS grade, decision,
  CASE WHEN signed IS NULL THEN '' WHEN precision_of = 'month' THEN strftime(signed, '%m/%Y') ELSE strftime(signed, '%d/%m/%Y') END AS signed,
  CASE WHEN valid_to IS NULL THEN 'chưa rõ' ELSE strftime(valid_to, '%d/%m/%Y') || CASE WHEN derived THEN ' (suy ra)' ELSE '' END END AS valid_to,
  CASE WHEN valid_to IS NULL THEN NULL WHEN valid_to < today THEN 0 ELSE date_diff('month', today, valid_to) - CASE WHEN today + to_months(CAST(date_diff('month', today, valid_to) AS INTEGER)) > valid_to THEN 1 ELSE 0 END END AS months,
  CASE WHEN valid_to IS NULL THEN NULL ELSE CAST(valid_to - INTERVAL 5 MONTH AS DATE) END AS register,
  CASE WHEN valid_to IS NULL THEN 'chưa rõ thời hạn, bổ sung ngày ký hoặc thời hạn' WHEN valid_to < today THEN 'đã hết hạn, không tính là đạt; đăng ký đánh giá ngoài' WHEN valid_to <= today + INTERVAL 5 MONTH THEN 'sắp hết hạn, đã quá ngày phải đăng ký lại' WHEN valid_to <= today + INTERVAL 12 MONTH THEN 'còn dưới 12 tháng, hoàn thành tự đánh giá và đăng ký lại' ELSE 'còn hiệu lực' END AS todo
FROM r ORDER BY commune COLLATE vi, name COLLATE vi, school_code, ledger, valid_to
