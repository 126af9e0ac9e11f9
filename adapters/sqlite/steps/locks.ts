/** `lock_token` outlives `lock_row`: the last token of a name stays when its row goes (durability:J5). */
export const locks = `
  CREATE TABLE lock_token (
    name TEXT NOT NULL PRIMARY KEY,
    token INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE lock_row (
    name TEXT NOT NULL PRIMARY KEY,
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
    heartbeat_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;`
