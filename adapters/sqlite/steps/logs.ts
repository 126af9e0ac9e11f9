/**
 * A row a log, and a row for each entry that lies there, by the number of the log, for its name may be long. The bytes come
 * last, so that no other column has to be read past them.
 */
export const logs = `
  CREATE TABLE log (
    id INTEGER PRIMARY KEY,
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    next INTEGER NOT NULL,
    size INTEGER NOT NULL,
    dropped INTEGER NOT NULL,
    sealed INTEGER NOT NULL,
    touched_at INTEGER NOT NULL,
    UNIQUE (scope, name)
  ) STRICT;
  CREATE INDEX log_sealed ON log (touched_at) WHERE sealed = 1;
  CREATE TABLE log_entry (
    id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    size INTEGER NOT NULL,
    entry BLOB NOT NULL,
    PRIMARY KEY (id, seq)
  ) STRICT;`
