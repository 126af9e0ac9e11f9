/**
 * Calls of the janitor as data: the bytes of blobs are drawn from seeds, and what lies in the place is told in words. A row's
 * value is its token with its refs, some of them deep in it.
 */
import type { AnyPort, Pause, SceneGround, Scenes } from '../../port.ts'
import { codeIn, isStoreError } from '../../errors.ts'
import type { Guarded } from '../../guard.ts'
import type { BlobsPage, BlobListed } from '../../repository/blobs/port.ts'
import { bytesOf } from '../../repository/blobs/sources.ts'
import type { OutputKey, OutputKeysPage, OutputScopesPage } from '../../repository/outputs/port.ts'
import { scopeText } from '../../repository/scopes.ts'
import type { Ref, Scope, Value } from '../../values.ts'
import { blobsOf, outputsOf } from '../beside.ts'
import { all } from '../../pages.ts'
import type { Janitor, WriteBlob } from './part.ts'
import type { RowValue } from './rows.ts'
import { keyText, refsOfRow } from './rows.ts'

/** What goes wrong with a put: the source of its last blob fails, is aborted in its middle, or its value is none. */
export type PutFault = 'source' | 'abort' | 'value'

/** A row with blobs of so many bytes. */
export type PutScene = Guarded & {
  readonly scope: Scope
  readonly key: OutputKey
  /** tells the row from every other, and its blobs */
  readonly token: number
  readonly blobs: readonly number[]
  /** the row whose refs it has besides its own */
  readonly copies?: { readonly scope: Scope; readonly key: OutputKey }
  readonly fails?: PutFault
  /** its maker keeps the value, and may change it later */
  readonly keeps?: true
}

/** What a put came to. */
export type PutSeen =
  | {
      readonly status: 'stored'
      readonly storedAtMs?: number
      /** refs of another row that it has */
      readonly copied: number
    }
  | { readonly status: 'failed'; readonly by: string }

/** What a row's blob is: as it was written, gone, or something else. */
export type BlobState = 'whole' | 'absent' | 'other'

/** A row as it was read. */
export type RowSeen =
  | {
      readonly status: 'hit'
      readonly token: number
      readonly blobs: readonly BlobState[]
      readonly storedAtMs?: number
    }
  | { readonly status: 'miss' }

/** What lies in the place. */
export type PlaceSeen = {
  readonly rows: readonly (RowSeen & { readonly scope: string; readonly key: string })[]
  /** published blobs to which no row refers */
  readonly orphans: number
  /** what belongs to nothing, by the census; absent where there is none */
  readonly temps?: number
}

/** The bytes of the blob with this place in a row. */
function bytesIn(token: number, at: number, size: number): Uint8Array {
  return bytesOf({ bytes: size, seed: token * 8 + at })
}

const failure = new Error('the source of a blob failed')

async function* sourceOf(
  bytes: Uint8Array,
  fault: PutFault | undefined,
  abort: AbortController,
  pause: Pause,
): AsyncGenerator<Uint8Array> {
  await pause('put chunk')
  yield bytes.slice(0, 8)
  await pause('put chunk')
  if (fault === 'source') throw failure
  if (fault === 'abort') abort.abort()
  yield bytes.slice(8)
}

/** Reads a row, and says of each of its refs what its blob is. */
async function refsIn(ground: SceneGround, scope: Scope, key: OutputKey): Promise<readonly Ref[]> {
  const row = await outputsOf(ground).get(scope, key)
  return row.status === 'hit' ? refsOfRow(row.value) : []
}

async function made(
  scene: PutScene,
  write: WriteBlob,
  pause: Pause,
  ground: SceneGround,
): Promise<{ readonly value: Value; readonly copied: number }> {
  const { token, blobs, copies, fails } = scene
  const own: Ref[] = []
  for (const [at, size] of blobs.entries()) {
    const abort = new AbortController()
    const fault = at === blobs.length - 1 ? fails : undefined
    const source = sourceOf(bytesIn(token, at, size), fault, abort, pause)
    own.push(await write(source, { mime: `x/t${token}-${at}`, signal: abort.signal }))
  }
  const others = copies ? await refsIn(ground, copies.scope, copies.key) : []
  const [first, ...rest] = [...own, ...others]
  const files = new Map<string, readonly Value[]>([['files', rest]])
  // What is no value fails the row when its blobs are there already.
  if (fails === 'value') files.set('unfit', [(() => 1) as unknown as Value])
  return { value: { token, ...(first ? { first } : {}), files }, copied: others.length }
}

/** A failure that the scene itself has brought. */
function byOf(error: unknown, { fails, copies }: PutScene): string | undefined {
  if (fails === 'source' && error === failure) return 'source'
  if (fails === 'abort' && isStoreError(error, 'ABORTED')) return 'abort'
  if (fails === 'value' && isStoreError(error, 'INVALID_ARGUMENT')) return 'value'
  // What was to be copied may be removed meanwhile.
  return copies && isStoreError(error, 'ABORTED') ? 'gone' : undefined
}

/** The values that makers have kept, by session. */
const keptValues = new WeakMap<Janitor, RowValue>()

/** Takes the refs out of what a maker has kept, but for the first. */
function change(janitor: Janitor): void {
  const files = keptValues.get(janitor)?.files
  if (files instanceof Map) files.clear()
}

async function put(janitor: Janitor, scene: PutScene, pause: Pause, ground: SceneGround): Promise<PutSeen> {
  let copied = 0
  try {
    const make = async (write: WriteBlob): Promise<Value> => {
      const row = await made(scene, write, pause, ground)
      copied = row.copied
      if (scene.keeps) keptValues.set(janitor, row.value as unknown as RowValue)
      return row.value
    }
    const stored = await janitor.put(scene.scope, scene.key, make, guardedBy(scene))
    return { ...stored, copied }
  } catch (error) {
    const by = byOf(error, scene)
    if (by === undefined) throw error
    return { status: 'failed', by }
  }
}

/** A media type tells which bytes a blob must have. Where these cannot be read the call fails: an error is not what is stored. */
async function stateOf(ground: SceneGround, scope: Scope, ref: Ref): Promise<BlobState> {
  try {
    const read = await blobsOf(ground).read(scope, ref)
    if (read.status === 'absent') return 'absent'
    const [, token = '', at = ''] = /^x\/t(\d+)-(\d+)$/.exec(read.mime ?? '') ?? []
    const isWhole = Buffer.compare(read.bytes, bytesIn(Number(token), Number(at), ref.size)) === 0
    return isWhole ? 'whole' : 'other'
  } catch (error) {
    // It was deleted while it was read.
    if (codeIn(error) === 'ABORTED') return 'absent'
    throw error
  }
}

/** How often a row is read anew that is replaced while its blobs are read. */
const readsMax = 20

/**
 * A row with what its blobs are. Where one is absent the row is read again: only if it is the same version still has it
 * dangled, for no two versions share a blob.
 */
async function rowWithRefs(
  ground: SceneGround,
  scope: Scope,
  key: OutputKey,
): Promise<{ readonly seen: RowSeen; readonly refs: readonly Ref[] }> {
  const outputs = outputsOf(ground)
  for (let reads = 1; ; reads += 1) {
    const row = await outputs.get(scope, key)
    if (row.status === 'miss') return { seen: { status: 'miss' }, refs: [] }
    const { token } = row.value as unknown as RowValue
    const refs = refsOfRow(row.value)
    const blobs: BlobState[] = []
    for (const ref of refs) blobs.push(await stateOf(ground, scope, ref))
    const isSettled = !blobs.includes('absent') || reads === readsMax || (await isThere(ground, { scope, key, refs }))
    const dated = row.storedAtMs === undefined ? {} : { storedAtMs: row.storedAtMs }
    if (isSettled) return { seen: { status: 'hit', token, blobs, ...dated }, refs }
  }
}

async function isThere(
  ground: SceneGround,
  { scope, key, refs }: { readonly scope: Scope; readonly key: OutputKey; readonly refs: readonly Ref[] },
): Promise<boolean> {
  const now = await refsIn(ground, scope, key)
  return JSON.stringify(now.map(({ id }) => id)) === JSON.stringify(refs.map(({ id }) => id))
}

/** Looks at all there is, by the ports and by the census. */
async function look(ground: SceneGround): Promise<PlaceSeen> {
  const outputs = outputsOf(ground)
  const blobs = blobsOf(ground)
  const scopes = (await all<OutputScopesPage<Scope>>((query) => outputs.scopes(query))).flatMap((page) => page.scopes)
  const rows: (RowSeen & { readonly scope: string; readonly key: string })[] = []
  const held = new Set<string>()
  for (const scope of scopes)
    for (const { keys } of await all<OutputKeysPage<OutputKey>>((query) => outputs.keys(scope, query)))
      for (const key of keys) {
        const { seen, refs } = await rowWithRefs(ground, scope, key)
        rows.push({ ...seen, scope: scopeText(scope), key: keyText(key) })
        for (const { id } of refs) held.add(id)
      }
  const listed = (await all<BlobsPage<BlobListed>>((query) => blobs.list({ olderThanMs: 0, ...query }))).flatMap(
    (page) => page.blobs,
  )
  const census = await ground.census()
  const ids = new Set([...listed.map(({ ref }) => ref.id), ...(census?.blobs ?? [])])
  const orphans = [...ids].filter((id) => !held.has(id)).length
  return census ? { rows, orphans, temps: census.temps.length } : { rows, orphans }
}

/** The options of a call under the guard of its scene, if it has one. */
function guardedBy({ guard }: Guarded): Guarded {
  return guard ? { guard } : {}
}

type OnRow = Guarded & { readonly scope: Scope; readonly key: OutputKey }

function janitorOf(port: AnyPort): Janitor {
  return port as unknown as Janitor
}

/** The scenes, by name: methods by their own, `change` for what a maker does later, `get` and `look` for what the ports show. */
export const janitorScenes: Scenes = {
  put: (port, scene, pause, ground) => put(janitorOf(port), scene as unknown as PutScene, pause, ground),
  async delete(port, scene) {
    const row = scene as unknown as OnRow
    return janitorOf(port).delete(row.scope, row.key, guardedBy(row))
  },
  async clear(port, scene) {
    const rows = scene as unknown as Omit<OnRow, 'key'>
    return janitorOf(port).clear(rows.scope, guardedBy(rows))
  },
  async change(port) {
    change(janitorOf(port))
    return null
  },
  prune: async (port, options) => janitorOf(port).prune(options as { readonly olderThanMs: number } & Guarded),
  sweep: async (port, options) => janitorOf(port).sweep(options as { readonly graceMs: number }),
  async get(_, scene, __, ground) {
    const { scope, key } = scene as unknown as OnRow
    return (await rowWithRefs(ground, scope, key)).seen
  },
  look: (_, __, ___, ground) => look(ground),
}
