-- What was read, as it was read: one row a value, with the cell it came from.
-- Days are ISO text here; the public views cast them, so no day ever shifts.
CREATE SCHEMA load;
CREATE TABLE load.meta (key VARCHAR, value VARCHAR);
CREATE TABLE load.setting (now_local TIMESTAMP, school_year VARCHAR, structure_day DATE);
INSERT INTO load.setting VALUES (NULL, NULL, NULL);

CREATE TABLE load.file (file_sha256 VARCHAR, name VARCHAR, size BIGINT, received VARCHAR, received_local VARCHAR, seen VARCHAR, outcome VARCHAR, expected_year VARCHAR, modified VARCHAR, container_sha256 VARCHAR, inner_path VARCHAR, sender_school VARCHAR, figures VARCHAR, place_school VARCHAR, named_part VARCHAR);
-- Contents that lay in the inbox in several places, the school that each place names, and the scan that found it there.
CREATE TABLE load.claim (file_sha256 VARCHAR, name VARCHAR, school_code VARCHAR, seen VARCHAR);
CREATE TABLE load.submission (file_sha256 VARCHAR, school_code VARCHAR, name VARCHAR, kind VARCHAR, school_year VARCHAR, rulebook VARCHAR, rulebook_cited VARCHAR, form_version VARCHAR, assessed_on VARCHAR, declared_level INTEGER, sheet VARCHAR, cell VARCHAR, raw VARCHAR);
CREATE TABLE load.part (file_sha256 VARCHAR, part VARCHAR);
CREATE TABLE load.criterion_result (file_sha256 VARCHAR, criterion VARCHAR, level INTEGER, sheet VARCHAR, cell VARCHAR, raw VARCHAR);
CREATE TABLE load.indicator_result (file_sha256 VARCHAR, criterion VARCHAR, level INTEGER, letter VARCHAR, pass BOOLEAN, sheet VARCHAR, cell VARCHAR, raw VARCHAR);
CREATE TABLE load.level4_result (file_sha256 VARCHAR, item INTEGER, pass BOOLEAN, sheet VARCHAR, cell VARCHAR, raw VARCHAR);
CREATE TABLE load.evidence (file_sha256 VARCHAR, code VARCHAR, name VARCHAR, document VARCHAR, issuer VARCHAR, sheet VARCHAR, cell VARCHAR, raw VARCHAR);
CREATE TABLE load.evidence_use (file_sha256 VARCHAR, criterion VARCHAR, code VARCHAR, sheet VARCHAR, cell VARCHAR, raw VARCHAR);
CREATE TABLE load.evidence_plan (file_sha256 VARCHAR, kind VARCHAR, standard VARCHAR, what VARCHAR, place VARCHAR, responsible VARCHAR, from_day VARCHAR, to_day VARCHAR, time_raw VARCHAR, amount_vnd BIGINT, sheet VARCHAR, cell VARCHAR, raw VARCHAR);
CREATE TABLE load.improvement (file_sha256 VARCHAR, criterion VARCHAR, goal VARCHAR, action VARCHAR, responsible VARCHAR, from_day VARCHAR, to_day VARCHAR, time_raw VARCHAR, amount_vnd BIGINT, amount_raw VARCHAR, source VARCHAR, progress VARCHAR, sheet VARCHAR, cell VARCHAR, raw VARCHAR);
CREATE TABLE load.milestone (file_sha256 VARCHAR, number INTEGER, text VARCHAR, weeks VARCHAR, from_day VARCHAR, to_day VARCHAR, time_raw VARCHAR, sheet VARCHAR, cell VARCHAR, raw VARCHAR);
CREATE TABLE load.council (file_sha256 VARCHAR, number INTEGER, council_group VARCHAR, name VARCHAR, position VARCHAR, duty VARCHAR, sheet VARCHAR, cell VARCHAR, raw VARCHAR);
CREATE TABLE load.staff (file_sha256 VARCHAR, staff_group VARCHAR, measure VARCHAR, value BIGINT, sheet VARCHAR, cell VARCHAR, raw VARCHAR);
CREATE TABLE load.fact (file_sha256 VARCHAR, fact_table VARCHAR, label VARCHAR, year VARCHAR, value DOUBLE, is_rate BOOLEAN, sheet VARCHAR, cell VARCHAR, raw VARCHAR);
CREATE TABLE load.disclosure (file_sha256 VARCHAR, content VARCHAR, channel VARCHAR, on_day VARCHAR, time_raw VARCHAR, sheet VARCHAR, cell VARCHAR, raw VARCHAR);
CREATE TABLE load.recognition_claim (file_sha256 VARCHAR, ledger VARCHAR, grade INTEGER, decision VARCHAR, signed VARCHAR, precision_of VARCHAR, valid_to VARCHAR, derived BOOLEAN, sheet VARCHAR, cell VARCHAR, raw VARCHAR);
CREATE TABLE load.finding (file_sha256 VARCHAR, found_by VARCHAR, code VARCHAR, severity VARCHAR, sheet VARCHAR, cell VARCHAR, raw VARCHAR, message_vi VARCHAR, message_en VARCHAR, fix_vi VARCHAR, fix_en VARCHAR);
-- Every change made to a text before it was read; a text changed for several reasons has a row for each.
CREATE TABLE load.repair (file_sha256 VARCHAR, kind VARCHAR, before_text VARCHAR, after_text VARCHAR, sheet VARCHAR, cell VARCHAR);
CREATE TABLE load.tally (file_sha256 VARCHAR, sheet VARCHAR, rows_found INTEGER, rows_loaded INTEGER, rows_refused INTEGER, rows_heading INTEGER, rows_blank INTEGER);
CREATE TABLE load.run (started VARCHAR, seconds DOUBLE, line VARCHAR, record VARCHAR);

-- The rulebooks and the office, replaced whole whenever they are loaded.
CREATE TABLE load.rulebook (id VARCHAR, base VARCHAR, family VARCHAR, evaluation VARCHAR, title VARCHAR, circular VARCHAR, max_level INTEGER, quota_others INTEGER, council_min INTEGER, council_odd BOOLEAN, verified BOOLEAN, from_day VARCHAR, until_day VARCHAR);
CREATE TABLE load.standard (rulebook VARCHAR, number INTEGER, title VARCHAR, verified BOOLEAN);
CREATE TABLE load.criterion (rulebook VARCHAR, code VARCHAR, standard INTEGER, position INTEGER, title VARCHAR, mandatory BOOLEAN, level1 BOOLEAN, level2 BOOLEAN, level3 BOOLEAN, levels_known BOOLEAN, verified BOOLEAN);
CREATE TABLE load.indicator (rulebook VARCHAR, criterion VARCHAR, level INTEGER, letter VARCHAR);
CREATE TABLE load.level4_item (rulebook VARCHAR, item INTEGER);
CREATE TABLE load.threshold (rulebook VARCHAR, level INTEGER, min_percent INTEGER, percent_known BOOLEAN, critical_known BOOLEAN);
CREATE TABLE load.threshold_critical (rulebook VARCHAR, level INTEGER, criterion VARCHAR);
CREATE TABLE load.roster_school (code VARCHAR, name VARCHAR, kind VARCHAR, private BOOLEAN, commune VARCHAR, rulebook VARCHAR, opened VARCHAR, closed VARCHAR, merged_into VARCHAR, sheet VARCHAR, cell VARCHAR, raw VARCHAR);
-- What a school was before a day: name, kind, private, commune, or split: the school it came from.
CREATE TABLE load.school_change (school_code VARCHAR, from_day VARCHAR, what VARCHAR, before_value VARCHAR, sheet VARCHAR, cell VARCHAR, raw VARCHAR);
CREATE TABLE load.obligation (id VARCHAR, title VARCHAR, part VARCHAR, due VARCHAR, due_raw VARCHAR, remind_days INTEGER, recipient VARCHAR, school_year VARCHAR, position INTEGER, opens VARCHAR);
CREATE TABLE load.obligation_kind (id VARCHAR, kind VARCHAR);
CREATE TABLE load.extension (school_code VARCHAR, obligation VARCHAR, until_day VARCHAR, granted_on VARCHAR, reason VARCHAR, granted_by VARCHAR, sheet VARCHAR, cell VARCHAR, raw VARCHAR);
CREATE TABLE load.exemption (school_code VARCHAR, obligation VARCHAR, reason VARCHAR, decided_by VARCHAR, sheet VARCHAR, cell VARCHAR, raw VARCHAR);
CREATE TABLE load.outside_receipt (school_code VARCHAR, obligation VARCHAR, received_on VARCHAR, channel VARCHAR, received_by VARCHAR, sheet VARCHAR, cell VARCHAR, raw VARCHAR);
CREATE TABLE load.recognition (school_code VARCHAR, ledger VARCHAR, grade INTEGER, decision VARCHAR, signed VARCHAR, precision_of VARCHAR, valid_to VARCHAR, derived BOOLEAN, valid_precision VARCHAR, sheet VARCHAR, cell VARCHAR, raw VARCHAR);
