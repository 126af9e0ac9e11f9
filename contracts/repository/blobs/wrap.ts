/** How wrappers around blobs are made. */
import type { Ground, PortMutant } from '../../contract.ts'
import type { Ref, Scope } from '../../values.ts'
import { kept, replacing } from '../../wrap.ts'
import type { BlobListed, Blobs, BlobStream, Source } from './port.ts'

type Facts = Pick<PortMutant, 'law' | 'says' | 'source'>

/** A port mutant of blobs. */
export function blobMutant(
  id: string,
  facts: Facts,
  override: (inner: Blobs, ground: Ground) => Partial<Blobs>,
): PortMutant {
  return { id: `blobs~${id}`, kind: 'port', ...facts, wrap: replacing<Blobs>(override) }
}

/** The chunks of a source, each a copy. */
export async function chunksOf(source: Source): Promise<readonly Uint8Array[]> {
  const all: Uint8Array[] = []
  for await (const chunk of source) all.push(new Uint8Array(chunk))
  return all
}

/** Blobs whose bytes are changed on their way in. */
export function writingChunks(
  inner: Blobs,
  change: (chunks: readonly Uint8Array[]) => readonly Uint8Array[],
): Pick<Blobs, 'write'> {
  return { write: async (scope, chunks, options) => inner.write(scope, change(await chunksOf(chunks)), options) }
}

/** Blobs whose bytes are changed on their way out. */
export function withChunks(
  inner: Blobs,
  change: (chunks: readonly Uint8Array[], ref: Ref) => readonly Uint8Array[],
): Partial<Blobs> {
  const changed = async (scope: Scope, ref: Ref): Promise<BlobStream> => {
    const got = await inner.stream(scope, ref)
    if (got.status === 'absent') return got
    const chunks = change(await chunksOf(got.chunks), ref)
    return {
      ...got,
      chunks: (async function* given() {
        yield* chunks
      })(),
    }
  }
  return {
    stream: changed,
    async read(scope, ref) {
      const got = await changed(scope, ref)
      if (got.status === 'absent') return got
      const { chunks, ...facts } = got
      return { ...facts, bytes: new Uint8Array(Buffer.concat(await chunksOf(chunks))) }
    },
  }
}

/** Blobs that look for another ref than they are given, or from elsewhere. */
export function finding(
  inner: Blobs,
  to: (scope: Scope, ref: Ref) => readonly [scope: Scope, ref: Ref],
): Pick<Blobs, 'stream' | 'read' | 'stat'> {
  return {
    stream: (scope, ref) => inner.stream(...to(scope, ref)),
    read: (scope, ref) => inner.read(...to(scope, ref)),
    stat: (scope, ref) => inner.stat(...to(scope, ref)),
  }
}

/** By id: every ref that was given on this place, in the order in which they were. */
export function knownIn(ground: Ground): Map<string, Ref> {
  return kept(ground, 'refs', () => new Map<string, Ref>())
}

/** Blobs that note the refs which they give. */
export function noting(inner: Blobs, ground: Ground): Pick<Blobs, 'write'> {
  return {
    async write(scope, chunks, options) {
      const ref = await inner.write(scope, chunks, options)
      knownIn(ground).set(ref.id, structuredClone(ref))
      return ref
    },
  }
}

/** Every blob that is listed. */
export async function blobsIn(inner: Blobs): Promise<readonly BlobListed[]> {
  const all: BlobListed[] = []
  let cursor: string | undefined
  do {
    const page = await inner.list({ olderThanMs: 0, limit: 1_000, ...(cursor === undefined ? {} : { cursor }) })
    all.push(...page.blobs)
    cursor = page.cursor
  } while (cursor !== undefined)
  return all
}
