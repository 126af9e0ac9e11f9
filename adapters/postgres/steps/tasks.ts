/**
 * A task with what is known of its claim, which is all there or not at all (durability:L6); a lease has bounds here too, so
 * that no row is immortal (durability:L12). `task_dependency` holds only what is still waited for, in the order in which it
 * was given. Whoever changes tasks of a namespace holds its row of `task_feed`, which counts their events; a namespace
 * without one had no task yet.
 */
export const tasks = (schema: string): string => `
  CREATE TABLE ${schema}.task_feed (
    namespace bigint PRIMARY KEY,
    -- the number of the last event, which is the last token too
    seq bigint NOT NULL
  ) WITH (fillfactor = 50);
  CREATE TABLE ${schema}.task (
    namespace bigint NOT NULL,
    id bytea NOT NULL,
    queue bytea NOT NULL,
    kind bytea NOT NULL,
    state text NOT NULL CHECK (state IN ('blocked', 'pending', 'active', 'completed', 'failed', 'cancelled')),
    priority integer NOT NULL,
    max_attempts integer NOT NULL,
    max_stalls integer NOT NULL,
    lease_ms bigint NOT NULL CHECK (lease_ms BETWEEN 5000 AND 3600000),
    timeout_ms bigint,
    idempotency_key bytea,
    attempts integer NOT NULL CHECK (attempts <= max_attempts),
    stalls integer NOT NULL CHECK (stalls <= max_stalls + 1),
    token bigint NOT NULL,
    created_at bigint NOT NULL,
    due_at bigint NOT NULL,
    started_at bigint,
    lease_until bigint,
    claim_id bytea,
    ended_at bigint,
    why text,
    progress text COLLATE "C",
    result text COLLATE "C",
    payload text COLLATE "C" NOT NULL,
    PRIMARY KEY (namespace, id),
    CHECK ((state = 'active') = (started_at IS NOT NULL)),
    CHECK ((state = 'active') = (lease_until IS NOT NULL)),
    CHECK ((state = 'active') = (claim_id IS NOT NULL)),
    CHECK ((state IN ('completed', 'failed', 'cancelled')) = (ended_at IS NOT NULL))
  ) WITH (fillfactor = 70);
  CREATE UNIQUE INDEX task_by_key ON ${schema}.task (namespace, queue, idempotency_key)
    WHERE idempotency_key IS NOT NULL;
  CREATE INDEX task_claimable ON ${schema}.task (namespace, queue, priority DESC, due_at, id) WHERE state = 'pending';
  CREATE INDEX task_soonest ON ${schema}.task (namespace, queue, due_at, id) WHERE state = 'pending';
  CREATE INDEX task_claimed ON ${schema}.task (namespace, queue, claim_id) WHERE state = 'active';
  CREATE INDEX task_ended ON ${schema}.task (namespace, ended_at) WHERE ended_at IS NOT NULL;
  CREATE TABLE ${schema}.task_dependency (
    namespace bigint NOT NULL,
    id bytea NOT NULL,
    waits_for bytea NOT NULL,
    position integer NOT NULL,
    PRIMARY KEY (namespace, id, waits_for)
  );
  CREATE INDEX task_dependency_by_awaited ON ${schema}.task_dependency (namespace, waits_for, id);
  CREATE TABLE ${schema}.task_event (
    namespace bigint NOT NULL,
    seq bigint NOT NULL,
    id bytea NOT NULL,
    queue bytea NOT NULL,
    from_state text,
    to_state text NOT NULL,
    at bigint NOT NULL,
    message text COLLATE "C",
    PRIMARY KEY (namespace, seq)
  );
  CREATE INDEX task_event_by_age ON ${schema}.task_event (namespace, at);`
