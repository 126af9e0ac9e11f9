/** Known-bad blobs that date wrongly, list by something else than age, or reap what is none of theirs. */
import type { Ground, Mutant } from '../../contract.ts'
import { StoreError } from '../../errors.ts'
import { ageMsMax } from '../../values.ts'
import { kept } from '../../wrap.ts'
import type { Blobs } from './port.ts'
import { blobMutant, blobsIn } from './wrap.ts'

/** Blobs that show another time of publication than the store's. */
function dating(
  shown: (storedAtMs: number, ground: Ground) => number,
): (inner: Blobs, ground: Ground) => Partial<Blobs> {
  return (inner, ground) => ({
    async stat(scope, ref) {
      const got = await inner.stat(scope, ref)
      if (got.status === 'absent' || got.storedAtMs === undefined) return got
      return { ...got, storedAtMs: shown(got.storedAtMs, ground) }
    },
  })
}

/** Faults of ages. */
const datingMutants: readonly Mutant[] = [
  blobMutant(
    'stored-at-by-client',
    {
      law: 'blobs/stored-at-is-publication',
      says: 'blobs are dated by the clock of the client, which is a minute ahead',
      source: ['durability:T10'],
    },
    dating((storedAtMs) => storedAtMs + 60_000),
  ),
  blobMutant(
    'stored-at-is-read-time',
    {
      law: 'blobs/stored-at-is-publication',
      says: 'a blob shows the time at which it is looked at',
      source: ['blobs/port.ts: BlobFacts'],
    },
    dating((_, { clock }) => clock.now()),
  ),
  blobMutant(
    'stored-at-in-seconds',
    {
      law: 'blobs/stored-at-is-publication',
      says: 'times are kept in whole seconds',
      source: ['blobs/port.ts: BlobFacts'],
    },
    dating((storedAtMs) => Math.floor(storedAtMs / 1_000) * 1_000),
  ),
  blobMutant(
    'age-excludes-end',
    {
      law: 'blobs/lists-by-age',
      says: 'a blob of exactly the age that is named is left out',
      source: ['blobs/port.ts: list'],
    },
    (inner) => ({
      list: ({ olderThanMs, ...query }) =>
        inner.list({ olderThanMs: olderThanMs === 0 ? 0 : Math.min(olderThanMs + 1, ageMsMax), ...query }),
    }),
  ),
  blobMutant(
    'age-is-ignored',
    { law: 'blobs/lists-by-age', says: 'a listing gives every blob, however young', source: ['blobs/port.ts: list'] },
    (inner) => ({ list: (query) => inner.list({ ...query, olderThanMs: 0 }) }),
  ),
  blobMutant(
    'age-of-page',
    {
      law: 'blobs/lists-by-age',
      says: 'a page goes by the age of its first blob: where that is old enough, so are all',
      source: ['blobs/port.ts: list'],
    },
    (inner) => ({
      async list(query) {
        const aged = await inner.list(query)
        return aged.blobs.length > 0 ? inner.list({ ...query, olderThanMs: 0 }) : aged
      },
    }),
  ),
  blobMutant(
    'later-pages-ignore-age',
    {
      law: 'blobs/every-page-goes-by-age',
      says: 'a page that is asked for by its cursor gives blobs of any age',
      source: ['blobs/port.ts: list'],
    },
    (inner) => ({
      list: (query) => inner.list(query.cursor === undefined ? query : { ...query, olderThanMs: 0 }),
    }),
  ),
]

/** A write that is under way. */
interface Temp {
  chunks: Uint8Array[]
  touchedAtMs: number
  isReaped: boolean
}

function tempsIn(ground: Ground): Set<Temp> {
  return kept(ground, 'temps', () => new Set<Temp>())
}

/** What sets blobs apart that keep what was written so far in a table until it is published. */
interface TempRules {
  /** whether a reap takes a write that was idle for so long */
  readonly takes: (idleMs: number, options: { readonly idleMs: number }) => boolean
  /** what becomes of a write that was reaped: throws, or goes on with these chunks */
  readonly ends: (rest: readonly Uint8Array[]) => readonly Uint8Array[]
}

export const sound: TempRules = {
  takes: (idle, { idleMs }) => idle >= idleMs,
  ends() {
    throw new StoreError('ABORTED', 'the write was taken for dead')
  },
}

/** Blobs that keep what was written so far in a table until it is published. */
export function withTemps(inner: Blobs, ground: Ground, rules: TempRules): Pick<Blobs, 'write' | 'reap'> {
  const temps = tempsIn(ground)
  const { clock } = ground
  return {
    async write(scope, chunks, options) {
      const temp: Temp = { chunks: [], touchedAtMs: clock.now(), isReaped: false }
      temps.add(temp)
      try {
        for await (const chunk of chunks) {
          temp.chunks.push(new Uint8Array(chunk))
          temp.touchedAtMs = clock.now()
        }
      } finally {
        temps.delete(temp)
      }
      return inner.write(scope, temp.isReaped ? rules.ends(temp.chunks) : temp.chunks, options)
    },
    async reap(options) {
      const taken = [...temps].filter(({ touchedAtMs }) => rules.takes(clock.now() - touchedAtMs, options))
      for (const temp of taken) {
        Object.assign(temp, { chunks: [], isReaped: true })
        temps.delete(temp)
      }
      const { writes } = await inner.reap(options)
      return { writes: writes + taken.length }
    },
  }
}

/** A write by when it began. */
interface Begun {
  readonly atMs: number
  isReaped: boolean
}

/** Blobs that note when a write began, and nothing of the bytes that came since. */
function idleSinceBegun(inner: Blobs, ground: Ground): Pick<Blobs, 'write' | 'reap'> {
  const writes = kept(ground, 'begun', () => new Set<Begun>())
  const { clock } = ground
  return {
    async write(scope, chunks, options) {
      const begun: Begun = { atMs: clock.now(), isReaped: false }
      async function* spared(): AsyncGenerator<Uint8Array> {
        for await (const chunk of chunks) {
          yield chunk
          if (begun.isReaped) throw new StoreError('ABORTED', 'the write was taken for dead')
        }
      }
      writes.add(begun)
      try {
        return await inner.write(scope, spared(), options)
      } finally {
        writes.delete(begun)
      }
    },
    async reap(options) {
      const taken = [...writes].filter(({ atMs }) => clock.now() - atMs >= options.idleMs)
      for (const begun of taken) {
        begun.isReaped = true
        writes.delete(begun)
      }
      const { writes: others } = await inner.reap(options)
      return { writes: others + taken.length }
    },
  }
}

/** Faults of reaps. */
const reapMutants: readonly Mutant[] = [
  blobMutant(
    'reap-takes-old-blobs',
    {
      law: 'blobs/reap-spares-published',
      says: 'a reap removes whatever is old enough, published or not',
      source: ['blobs/port.ts: reap'],
    },
    (inner, { clock }) => ({
      async reap(options) {
        for (const { ref, storedAtMs = Infinity } of await blobsIn(inner)) {
          if (clock.now() - storedAtMs >= options.idleMs) await inner.delete(ref.scope, ref)
        }
        return inner.reap(options)
      },
    }),
  ),
  blobMutant(
    'reap-counts-blobs',
    {
      law: 'blobs/reap-counts-writes',
      says: 'a reap counts all that it looked at, the published too',
      source: ['blobs/port.ts: reap'],
    },
    (inner) => ({
      async reap(options) {
        const { writes } = await inner.reap(options)
        return { writes: writes + (await blobsIn(inner)).length }
      },
    }),
  ),
  blobMutant(
    'reap-takes-the-living',
    {
      law: 'blobs/reap-spares-the-living',
      says: 'a reap takes every write that is under way, however short it was idle',
      source: ['blobs/port.ts: reap'],
    },
    (inner, ground) => withTemps(inner, ground, { ...sound, takes: () => true }),
  ),
  blobMutant(
    'idle-since-begun',
    {
      law: 'blobs/slow-write-is-spared',
      says: 'a write is idle from when it began, whatever bytes have come since',
      source: ['blobs/port.ts: reap'],
    },
    idleSinceBegun,
  ),
  blobMutant(
    'reaped-writer-publishes-rest',
    {
      law: 'blobs/reaped-writer-publishes-nothing',
      says: 'a writer that was reaped goes on, and publishes what came after that for the whole',
      source: ['blobs/port.ts: reap'],
    },
    (inner, ground) => withTemps(inner, ground, { ...sound, ends: (rest) => rest }),
  ),
  blobMutant(
    'reaped-writer-is-told-success',
    {
      law: 'blobs/reaped-writer-publishes-nothing',
      says: 'a writer that was reaped is given a ref of what is not there',
      source: ['blobs/port.ts: reap'],
    },
    (inner, ground) => {
      const { write, reap } = withTemps(inner, ground, sound)
      return {
        reap,
        write: (scope, chunks, options) =>
          write(scope, chunks, options).catch(async () => {
            const ref = await inner.write(scope, [], options)
            await inner.delete(scope, ref)
            return ref
          }),
      }
    },
  ),
]

/** From the ground up, as the laws are. */
export const agesMutants: readonly Mutant[] = [...datingMutants, ...reapMutants]
