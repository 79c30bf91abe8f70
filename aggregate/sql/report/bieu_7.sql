-- Biểu 7: certificates and how long they still hold; the two ledgers apart, of
-- each school the one that counts, and those of the schools merged into it.
-- A school registers again five months before its certificate ends.
SELECT 'data' AS row_kind, holder AS name, CASE ledger WHEN 'kdclgd' THEN 'KĐCLGD' ELSE 'CQG' END AS ledger, grade_text AS grade, decision, signed_text AS signed, valid_text AS valid_to,
  CAST(months_left AS BIGINT) AS months, register_by AS register, upgrade_from AS upgrade, todo
FROM load.recognition_word WHERE state <> 'replaced' ORDER BY commune COLLATE vi, name COLLATE vi, school_code, predecessor NULLS FIRST, ledger, valid_to, cell
