/**
 * A name may have several holders: a row for each, with how many it admits. A table's key cannot be changed, so its rows go
 * through another one, and none is renamed: SQLite would demand of the triggers of version 0 that they fit meanwhile. Those
 * name their columns, and hold a name alone. A program of the step before does not know of company: it is refused where
 * it grants, for its rows have a column less.
 */
export const slots = `
  CREATE TABLE lock_row_moved AS SELECT * FROM lock_row;
  DROP TABLE lock_row;
  CREATE TABLE lock_row (
    name TEXT NOT NULL,
    token INTEGER NOT NULL,
    instance TEXT NOT NULL,
    host TEXT NOT NULL,
    boot TEXT NOT NULL,
    pid INTEGER NOT NULL,
    pid_start INTEGER NOT NULL,
    acquired_at INTEGER NOT NULL,
    heartbeat_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    takeable_at INTEGER NOT NULL,
    heartbeat_ms INTEGER NOT NULL,
    slots INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (name, token)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO lock_row (name, token, instance, host, boot, pid, pid_start,
      acquired_at, heartbeat_at, expires_at, takeable_at, heartbeat_ms)
    SELECT name, token, instance, host, boot, pid, pid_start,
        acquired_at, heartbeat_at, expires_at, takeable_at, heartbeat_ms FROM lock_row_moved;
  DROP TABLE lock_row_moved;`
