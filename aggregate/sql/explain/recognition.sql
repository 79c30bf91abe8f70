-- A school's certificates, and where the roster says so.
SELECT ledger, grade_text AS grade, decision, signed_text AS signed, valid_text AS valid_to, state, warning, register_by, upgrade_from, upgrade_regime, predecessor, todo, sheet, cell, raw
FROM load.recognition_word WHERE school_code = $1 AND $2 = $2 ORDER BY ledger, recognition_word.signed, cell
