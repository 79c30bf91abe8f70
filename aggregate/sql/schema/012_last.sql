-- What the last printed report stood on, worked out by setting the clock back to
-- it (sql/last/*.sql); empty before the first report.
CREATE TABLE load.last_state (school_code VARCHAR, school_year VARCHAR, obligation VARCHAR, state VARCHAR);
CREATE TABLE load.last_level (school_code VARCHAR, school_year VARCHAR, rulebook VARCHAR, level INTEGER);
CREATE TABLE load.last_criterion (school_code VARCHAR, school_year VARCHAR, rulebook VARCHAR, criterion VARCHAR, level INTEGER);
CREATE TABLE load.last_figure (school_code VARCHAR, school_year VARCHAR, part VARCHAR, what VARCHAR, value DOUBLE);
