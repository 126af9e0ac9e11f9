/**
 * A row a log, found by the digest of its scope and its name, and a row for each entry that lies there. A name is bytes, for
 * it may hold a NUL.
 */
export const logs = (schema: string): string => `
  CREATE TABLE ${schema}.log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    namespace bigint NOT NULL,
    digest bytea NOT NULL,
    scope text COLLATE "C" NOT NULL,
    name bytea NOT NULL,
    next bigint NOT NULL,
    size bigint NOT NULL,
    dropped bigint NOT NULL,
    sealed boolean NOT NULL,
    touched_at bigint NOT NULL,
    UNIQUE (namespace, digest)
  ) WITH (fillfactor = 70);
  CREATE INDEX log_sealed ON ${schema}.log (namespace, touched_at) WHERE sealed;
  CREATE TABLE ${schema}.log_entry (
    id bigint NOT NULL,
    seq bigint NOT NULL,
    size bigint NOT NULL,
    entry bytea NOT NULL,
    PRIMARY KEY (id, seq)
  );`
