// The tables of outcomes in a telemetry object. The system as a whole is the pair of "" and its name: no flag is called "".

export const outcomeTables = `
  CREATE TABLE IF NOT EXISTS outcome_log (
    position INTEGER PRIMARY KEY, flag TEXT NOT NULL, variant TEXT NOT NULL, bucket INTEGER NOT NULL,
    requests INTEGER NOT NULL, units INTEGER NOT NULL, failing INTEGER NOT NULL, converted INTEGER NOT NULL,
    slices TEXT, latency TEXT NOT NULL, first_ended_at INTEGER NOT NULL, last_ended_at INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS outcome_log_by_pair ON outcome_log (flag, variant, position);
  CREATE INDEX IF NOT EXISTS outcome_log_by_bucket ON outcome_log (bucket);
  CREATE TABLE IF NOT EXISTS outcome_pairs (
    flag TEXT NOT NULL, variant TEXT NOT NULL, sealed INTEGER NOT NULL, seen_at INTEGER NOT NULL,
    PRIMARY KEY (flag, variant)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS outcome_series (
    id TEXT PRIMARY KEY, start_at REAL NOT NULL, read_at REAL NOT NULL, units INTEGER NOT NULL, failing INTEGER NOT NULL,
    converted INTEGER NOT NULL, latency TEXT NOT NULL, seen_at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS outcome_series_by_age ON outcome_series (seen_at);
  CREATE TABLE IF NOT EXISTS outcome_batches (
    batch TEXT NOT NULL, system TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (batch, system)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS outcome_batches_by_age ON outcome_batches (at);
  CREATE TABLE IF NOT EXISTS outcome_totals (
    id INTEGER PRIMARY KEY, last_position INTEGER NOT NULL, taken INTEGER NOT NULL, duplicate INTEGER NOT NULL,
    late INTEGER NOT NULL, overflow INTEGER NOT NULL);
  INSERT OR IGNORE INTO outcome_totals VALUES (1, 0, 0, 0, 0, 0);`
