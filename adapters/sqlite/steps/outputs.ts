/**
 * With a rowid: values are large, and a table without one is searched through them. The value comes last, so that no
 * other column has to be read past it.
 */
export const outputs = `
  CREATE TABLE output_row (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    stored_at INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (scope, key)
  ) STRICT;
  CREATE INDEX output_row_by_age ON output_row (stored_at);`
