/**
 * A row a worker. Its task has no other one, and is there as long as it is; identities are texts of all their facts, by
 * which an owner's are found: there are as few workers as processes, so that who asks for those looks through all.
 */
export const workers = `
  CREATE TABLE worker (
    id TEXT PRIMARY KEY,
    task TEXT NOT NULL UNIQUE,
    token INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reserved', 'active')),
    owner TEXT NOT NULL,
    child TEXT,
    reserved_at INTEGER NOT NULL,
    activated_at INTEGER,
    heartbeat_at INTEGER NOT NULL,
    facts TEXT,
    CHECK ((state = 'active') = (child IS NOT NULL)),
    CHECK ((state = 'active') = (activated_at IS NOT NULL))
  ) STRICT;`
