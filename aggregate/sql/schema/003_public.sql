-- The public views: what query, export and anyone's own SQL see. Key columns
-- everywhere are school_code, school_year, rulebook; a figure's origin is
-- file_sha256, sheet, cell, raw.
CREATE VIEW school AS
SELECT code AS school_code, name, kind, private, commune, rulebook, CAST(opened AS DATE) AS opened, CAST(closed AS DATE) AS closed, merged_into, sheet, cell, raw
FROM load.school;

CREATE VIEW file AS
SELECT f.file_sha256, f.name, f.size, f.received, CAST(f.received_local AS TIMESTAMP) AS received_local, f.outcome, f.expected_year,
       f.container_sha256, f.inner_path, f.sender_school,
       s.school_code, s.school_year, s.rulebook,
       EXISTS (SELECT 1 FROM load.current_part c WHERE c.file_sha256 = f.file_sha256) AS current,
       coalesce(c.code, CASE WHEN f.outcome = 'refused' THEN coalesce(nullif(f.sender_school, ''), nullif(f.place_school, '')) END, nullif(s.school_code, '')) AS concerned_school
FROM load.known_file f LEFT JOIN load.submission s USING (file_sha256) LEFT JOIN load.school c ON c.code = s.school_code;

CREATE VIEW submission AS
SELECT s.school_code, s.school_year, s.rulebook, s.rulebook_cited, s.name, s.kind, s.form_version, CAST(s.assessed_on AS DATE) AS assessed_on, s.declared_level,
       (SELECT string_agg(part, ',' ORDER BY part) FROM load.part p WHERE p.file_sha256 = s.file_sha256) AS parts,
       f.outcome, EXISTS (SELECT 1 FROM load.current_part c WHERE c.file_sha256 = s.file_sha256) AS current,
       s.file_sha256, s.sheet, s.cell, s.raw
FROM load.submission s JOIN load.known_file f USING (file_sha256);

CREATE VIEW criterion_result AS
SELECT c.school_code, c.school_year, c.rulebook, r.criterion, r.level, c.file_sha256, r.sheet, r.cell, r.raw
FROM load.criterion_result r JOIN load.current_part c ON c.file_sha256 = r.file_sha256 AND c.part = 'self-assessment';

CREATE VIEW indicator_result AS
SELECT c.school_code, c.school_year, c.rulebook, r.criterion, r.level, r.letter, r.pass, c.file_sha256, r.sheet, r.cell, r.raw
FROM load.indicator_result r JOIN load.current_part c ON c.file_sha256 = r.file_sha256 AND c.part = 'self-assessment';

CREATE VIEW level4_result AS
SELECT c.school_code, c.school_year, c.rulebook, r.item, r.pass, c.file_sha256, r.sheet, r.cell, r.raw
FROM load.level4_result r JOIN load.current_part c ON c.file_sha256 = r.file_sha256 AND c.part = 'self-assessment';

CREATE VIEW evidence AS
SELECT c.school_code, c.school_year, c.rulebook, e.code, e.name, e.document, e.issuer, c.file_sha256, e.sheet, e.cell, e.raw
FROM load.evidence e JOIN load.current_part c ON c.file_sha256 = e.file_sha256 AND c.part = 'evidence';

CREATE VIEW evidence_use AS
SELECT c.school_code, c.school_year, c.rulebook, e.criterion, e.code, c.file_sha256, e.sheet, e.cell, e.raw
FROM load.evidence_use e JOIN load.current_part c ON c.file_sha256 = e.file_sha256 AND c.part = 'evidence';

CREATE VIEW evidence_plan AS
SELECT c.school_code, c.school_year, c.rulebook, e.kind, e.standard, e.what, e.place, e.responsible, CAST(e.from_day AS DATE) AS from_day, CAST(e.to_day AS DATE) AS to_day, e.time_raw, e.amount_vnd, c.file_sha256, e.sheet, e.cell, e.raw
FROM load.evidence_plan e JOIN load.current_part c ON c.file_sha256 = e.file_sha256 AND c.part = 'plan';

CREATE VIEW improvement AS
SELECT c.school_code, c.school_year, c.rulebook, i.criterion, i.goal, i.action, i.responsible, CAST(i.from_day AS DATE) AS from_day, CAST(i.to_day AS DATE) AS to_day, i.time_raw, i.amount_vnd, i.amount_raw, i.source, i.progress, c.file_sha256, i.sheet, i.cell, i.raw
FROM load.improvement i JOIN load.current_part c ON c.file_sha256 = i.file_sha256 AND c.part = 'improvement';

CREATE VIEW milestone AS
SELECT c.school_code, c.school_year, c.rulebook, m.number, m.text, m.weeks, CAST(m.from_day AS DATE) AS from_day, CAST(m.to_day AS DATE) AS to_day, m.time_raw, c.file_sha256, m.sheet, m.cell, m.raw
FROM load.milestone m JOIN load.current_part c ON c.file_sha256 = m.file_sha256 AND c.part = 'plan';

CREATE VIEW council AS
SELECT c.school_code, c.school_year, c.rulebook, m.number, m.council_group, m.name, m.position, m.duty, c.file_sha256, m.sheet, m.cell, m.raw
FROM load.council m JOIN load.current_part c ON c.file_sha256 = m.file_sha256 AND c.part = 'plan';

CREATE VIEW staff AS
SELECT c.school_code, c.school_year, c.rulebook, s.staff_group, s.measure, s.value, c.file_sha256, s.sheet, s.cell, s.raw
FROM load.staff s JOIN load.current_part c ON c.file_sha256 = s.file_sha256 AND c.part = 'statistics';

CREATE VIEW fact AS
SELECT c.school_code, c.school_year, c.rulebook, f.fact_table, f.label, f.year, f.value, f.is_rate, c.file_sha256, f.sheet, f.cell, f.raw
FROM load.fact f JOIN load.current_part c ON c.file_sha256 = f.file_sha256 AND c.part = 'statistics';

CREATE VIEW disclosure AS
SELECT c.school_code, c.school_year, c.rulebook, d.content, d.channel, CAST(d.on_day AS DATE) AS on_day, d.time_raw, c.file_sha256, d.sheet, d.cell, d.raw
FROM load.disclosure d JOIN load.current_part c ON c.file_sha256 = d.file_sha256 AND c.part = 'disclosure';

CREATE VIEW obligation AS
SELECT id AS obligation, title, part, CAST(due AS DATE) AS due, due_raw, remind_days, recipient, school_year, position FROM load.obligation;

-- Two independent ledgers (kdclgd: cấp độ; cqg: mức độ). The roster's entry is
-- the office's own; a certificate that only a school's form names is a claim.
CREATE VIEW recognition AS
SELECT school_code, CAST(NULL AS VARCHAR) AS school_year, CAST(NULL AS VARCHAR) AS rulebook, ledger, grade, decision, CAST(signed AS DATE) AS signed, precision_of, CAST(valid_to AS DATE) AS valid_to, coalesce(valid_precision, CASE WHEN derived THEN precision_of END, 'day') AS valid_precision, derived, 'roster' AS told_by, CAST(NULL AS VARCHAR) AS file_sha256, sheet, cell, raw
FROM load.recognition
UNION ALL
SELECT s.school_code, s.school_year, s.rulebook, r.ledger, r.grade, r.decision, CAST(r.signed AS DATE), r.precision_of, CAST(r.valid_to AS DATE), CASE WHEN r.derived AND r.precision_of = 'month' THEN 'month' ELSE 'day' END, r.derived, 'school', r.file_sha256, r.sheet, r.cell, r.raw
FROM load.recognition_claim r JOIN load.submission s USING (file_sha256)
WHERE EXISTS (SELECT 1 FROM load.current_part c WHERE c.file_sha256 = r.file_sha256);

CREATE VIEW finding AS
SELECT s.school_code, s.school_year, s.rulebook, n.code, n.severity, n.found_by, n.message_vi, n.message_en, n.fix_vi, n.fix_en,
       EXISTS (SELECT 1 FROM load.current_part c WHERE c.file_sha256 = n.file_sha256) AS current, n.file_sha256, n.sheet, n.cell, n.raw
FROM load.finding n JOIN load.known_file f USING (file_sha256) LEFT JOIN load.submission s USING (file_sha256);

-- What was changed in the texts before they were read, of every workbook: the
-- cell's own text stays in raw wherever a figure is shown.
CREATE VIEW repair AS
SELECT s.school_code, s.school_year, s.rulebook, r.kind, r.before_text AS "before", r.after_text AS "after",
       EXISTS (SELECT 1 FROM load.current_part c WHERE c.file_sha256 = r.file_sha256) AS current, r.file_sha256, r.sheet, r.cell
FROM load.repair r JOIN load.known_file f USING (file_sha256) LEFT JOIN load.submission s USING (file_sha256);

CREATE VIEW tally AS SELECT s.school_code, s.school_year, t.* FROM load.tally t JOIN load.known_file f USING (file_sha256) LEFT JOIN load.submission s USING (file_sha256);
CREATE VIEW run AS SELECT started, seconds, line, record FROM load.run;
CREATE VIEW rulebook AS SELECT * FROM load.rulebook;
CREATE VIEW standard AS SELECT * FROM load.standard;
CREATE VIEW criterion AS SELECT rulebook, code AS criterion, standard, position, title, mandatory, level1, level2, level3, levels_known, verified FROM load.criterion;
CREATE VIEW extension AS SELECT * FROM load.extension;
CREATE VIEW exemption AS SELECT * FROM load.exemption;
CREATE VIEW outside_receipt AS SELECT * FROM load.outside_receipt;
