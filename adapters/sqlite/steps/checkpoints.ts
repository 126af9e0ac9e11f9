/**
 * A key has one row for ever, so that its epochs rise; without a pin no run is unfinished. Items and streaks go by the
 * number of that row, for a key may be long.
 */
export const checkpoints = `
  CREATE TABLE checkpoint (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    epoch INTEGER NOT NULL,
    pin TEXT,
    anchor TEXT,
    touched_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX checkpoint_unfinished ON checkpoint (touched_at) WHERE pin IS NOT NULL;
  CREATE TABLE checkpoint_item (
    id INTEGER NOT NULL,
    item TEXT NOT NULL,
    PRIMARY KEY (id, item)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE checkpoint_streak (
    id INTEGER NOT NULL,
    item TEXT NOT NULL,
    streak INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    PRIMARY KEY (id, item)
  ) STRICT, WITHOUT ROWID;`
