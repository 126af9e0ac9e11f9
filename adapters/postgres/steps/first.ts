/**
 * What the first version has: places, locks, outputs and checkpoints. A text may be too long for an index, so rows are
 * found by the SHA-256 of it, and it is compared too. Names and other texts of callers may hold a NUL, which text of
 * Postgres may not: they are bytes, or JSON.
 */
export const first = (schema: string): string => `
  CREATE TABLE ${schema}.namespace (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    label text NOT NULL,
    -- by how much the time of the place is ahead of the server's, ms
    shift_ms bigint NOT NULL DEFAULT 0
  );
  -- A name has one row for ever, so that its tokens rise (durability:J5).
  CREATE TABLE ${schema}.lock_row (
    namespace bigint NOT NULL,
    name bytea NOT NULL,
    token bigint NOT NULL,
    held boolean NOT NULL,
    owner text NOT NULL,
    acquired_at bigint NOT NULL,
    heartbeat_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    takeable_at bigint NOT NULL,
    heartbeat_ms bigint NOT NULL,
    PRIMARY KEY (namespace, name)
  ) WITH (fillfactor = 70);
  CREATE TABLE ${schema}.output_row (
    namespace bigint NOT NULL,
    scope_digest bytea NOT NULL,
    key_digest bytea NOT NULL,
    stored_at bigint NOT NULL,
    scope text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL,
    PRIMARY KEY (namespace, scope_digest, key_digest)
  );
  CREATE INDEX output_row_by_age ON ${schema}.output_row (namespace, stored_at);
  -- A key has one row for ever, so that its epochs rise; without a pin no run is unfinished.
  CREATE TABLE ${schema}.checkpoint (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    namespace bigint NOT NULL,
    key_digest bytea NOT NULL,
    key text COLLATE "C" NOT NULL,
    epoch bigint NOT NULL,
    pin text COLLATE "C",
    anchor text COLLATE "C",
    touched_at bigint NOT NULL,
    -- whether the last begin went on with an unfinished run
    resumed boolean NOT NULL,
    UNIQUE (namespace, key_digest)
  );
  CREATE INDEX checkpoint_unfinished ON ${schema}.checkpoint (namespace, touched_at) WHERE pin IS NOT NULL;
  CREATE TABLE ${schema}.checkpoint_item (
    id bigint NOT NULL,
    item_digest bytea NOT NULL,
    item text COLLATE "C" NOT NULL,
    PRIMARY KEY (id, item_digest)
  );
  CREATE TABLE ${schema}.checkpoint_streak (
    id bigint NOT NULL,
    item_digest bytea NOT NULL,
    item text COLLATE "C" NOT NULL,
    streak bigint NOT NULL,
    epoch bigint NOT NULL,
    PRIMARY KEY (id, item_digest)
  );`
