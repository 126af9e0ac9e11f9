/**
 * A row a worker. Its task has no other one. Identities are texts of all their facts, by which an owner's are found: there are
 * as few workers as processes, so that who asks for those looks through all.
 */
export const workers = (schema: string): string => `
  CREATE TABLE ${schema}.worker (
    namespace bigint NOT NULL,
    id bytea NOT NULL,
    task bytea NOT NULL,
    token bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('reserved', 'active')),
    owner text COLLATE "C" NOT NULL,
    child text COLLATE "C",
    reserved_at bigint NOT NULL,
    activated_at bigint,
    heartbeat_at bigint NOT NULL,
    facts text COLLATE "C",
    PRIMARY KEY (namespace, id),
    UNIQUE (namespace, task),
    CHECK ((state = 'active') = (child IS NOT NULL)),
    CHECK ((state = 'active') = (activated_at IS NOT NULL))
  ) WITH (fillfactor = 70);`
