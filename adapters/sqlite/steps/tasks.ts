/**
 * A task with what is known of its claim, which is all there or not at all (durability:L6); a lease has bounds here too, so
 * that no row is immortal (durability:L12). `task_dependency` holds only what is still waited for, in the order in which it
 * was given. `task_count` outlives what it counted: numbers of events and tokens are never given twice.
 */
export const tasks = `
  CREATE TABLE task (
    id TEXT NOT NULL PRIMARY KEY,
    queue TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('blocked', 'pending', 'active', 'completed', 'failed', 'cancelled')),
    priority INTEGER NOT NULL,
    max_attempts INTEGER NOT NULL,
    max_stalls INTEGER NOT NULL,
    lease_ms INTEGER NOT NULL CHECK (lease_ms BETWEEN 5000 AND 3600000),
    timeout_ms INTEGER,
    idempotency_key TEXT,
    attempts INTEGER NOT NULL CHECK (attempts <= max_attempts),
    stalls INTEGER NOT NULL CHECK (stalls <= max_stalls + 1),
    token INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    started_at INTEGER,
    lease_until INTEGER,
    claim_id TEXT,
    ended_at INTEGER,
    why TEXT,
    progress TEXT,
    result TEXT,
    payload TEXT NOT NULL,
    CHECK ((state = 'active') = (started_at IS NOT NULL)),
    CHECK ((state = 'active') = (lease_until IS NOT NULL)),
    CHECK ((state = 'active') = (claim_id IS NOT NULL)),
    CHECK ((state IN ('completed', 'failed', 'cancelled')) = (ended_at IS NOT NULL))
  ) STRICT;
  CREATE UNIQUE INDEX task_by_key ON task (queue, idempotency_key) WHERE idempotency_key IS NOT NULL;
  CREATE INDEX task_claimable ON task (queue, priority DESC, due_at, id) WHERE state = 'pending';
  CREATE INDEX task_soonest ON task (queue, due_at, id) WHERE state = 'pending';
  CREATE INDEX task_claimed ON task (queue, claim_id) WHERE state = 'active';
  CREATE INDEX task_ended ON task (ended_at) WHERE ended_at IS NOT NULL;
  CREATE TABLE task_dependency (
    id TEXT NOT NULL,
    waits_for TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (id, waits_for)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX task_dependency_by_awaited ON task_dependency (waits_for, id);
  CREATE TABLE task_event (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    queue TEXT NOT NULL,
    from_state TEXT,
    to_state TEXT NOT NULL,
    at INTEGER NOT NULL,
    message TEXT
  ) STRICT;
  CREATE INDEX task_event_by_age ON task_event (at);
  CREATE TABLE task_count (issued INTEGER NOT NULL) STRICT;
  INSERT INTO task_count VALUES (0);`
