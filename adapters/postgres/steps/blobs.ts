/**
 * Chunks go by the id of their blob, which no other blob ever has: whoever comes too late adds nothing to another's. Their
 * bytes are kept as they come: what is streamed is packed already, and to try costs more than it spares.
 */
export const blobs = (schema: string): string => `
  CREATE TABLE ${schema}.blob (
    namespace bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    scope text COLLATE "C" NOT NULL,
    mime text COLLATE "C",
    -- bytes that lie in its chunks
    size bigint NOT NULL,
    state text COLLATE "C" NOT NULL CHECK (state IN ('writing', 'published', 'dead')),
    -- when it was published, or a byte was last added to it
    touched_at bigint NOT NULL,
    PRIMARY KEY (namespace, id)
  );
  CREATE INDEX blob_unpublished ON ${schema}.blob (namespace, state, touched_at) WHERE state <> 'published';
  CREATE TABLE ${schema}.blob_chunk (
    namespace bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    -- of its first byte in the blob
    position bigint NOT NULL,
    bytes bytea STORAGE EXTERNAL NOT NULL,
    PRIMARY KEY (namespace, id, position)
  );`
