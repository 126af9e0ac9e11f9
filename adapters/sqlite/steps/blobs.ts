/**
 * Chunks go by the id of their blob, which no other blob ever has: whoever comes too late adds nothing to another's.
 * With a rowid, and the bytes last, as in `output_row`.
 */
export const blobs = `
  CREATE TABLE blob (
    id TEXT NOT NULL PRIMARY KEY,
    scope TEXT NOT NULL,
    mime TEXT,
    -- bytes that lie in its chunks
    size INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('writing', 'published', 'dead')),
    -- when it was published, or a byte was last added to it
    touched_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX blob_writing ON blob (touched_at) WHERE state = 'writing';
  CREATE INDEX blob_dead ON blob (id) WHERE state = 'dead';
  CREATE TABLE blob_chunk (
    id TEXT NOT NULL,
    -- of its first byte in the blob
    position INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (id, position)
  ) STRICT;`
