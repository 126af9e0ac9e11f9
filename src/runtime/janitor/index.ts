/**
 * Rows that refer to blobs, as the part `janitor` promises them: blobs before the row that refers to them, rows before the
 * blobs that they referred to, and mark and sweep for what a kill leaves in between.
 *
 * Why no row dangles. A blob belongs to the one row version whose put wrote it: its name is of no other write, it is unknown
 * to others until that version is there, and a value that has a ref from elsewhere is stored with a ref to a copy. So when a
 * version is replaced or removed nothing refers to its blobs any more, and nothing ever will: who has seen it be replaced
 * or removed, or finds another version in its place, may delete them at any later time. That holds of two writers of one
 * key, of two collectors, and of a collector that stands still for a year between its last look and its deletion.
 *
 * Why a sweep takes nothing that a row is about to refer to. It lists the old blobs first and reads the rows then. A blob that
 * it listed was published at least the grace ago. If its row was ever written it was written by then, for the grace
 * exceeds the time from the first blob of a put to its row; and if that version is there still when the blob is deleted, it
 * lay there from the first page to the last of what was read, and the blob was seen in it. A version that came and went in the
 * meantime, or a row that was removed and written anew, has blobs that are younger than what was listed.
 *
 * What the grace must exceed, then, is the time from the publishing of the first blob of a put to the moment at which its row
 * takes effect, by the clock of the store. Of that time the making of the value is the part that may be long: a put that took
 * more than half an hour for it gives up before its row, so that the grace, of an hour where nobody says another, has the rest
 * for the call of the store, the time included in which a store goes on with a call whose caller is gone. Copying a ref
 * from row to row needs no grace: a copy is a blob of its own, and where its source goes meanwhile the put is given up.
 *
 * Without the time of their publishing nothing is known of the age of blobs, and none of them is swept.
 */
import type {
  Blobs,
  Clock,
  Guarded,
  Janitor,
  OutputDeleted,
  OutputKey,
  OutputStored,
  OutputsRemoved,
  Outputs,
  Ref,
  Scope,
  Swept,
  Value,
  WriteBlob,
} from '../../../contracts/index.ts'
import { StoreError, isStoreError, storeCodes } from '../../../contracts/errors.ts'
import { nameOfRef } from '../refs/graph.ts'
import { collectRefs } from '../refs/index.ts'
import { resolveRefs } from '../refs/resolve.ts'
import type { HeldRow, Reading } from './rows.ts'
import { paged } from '../paged.ts'
import { allRows, refsOf, rowsIn } from './rows.ts'

/** How long after its first blob a put may still write its row, ms: half an hour. */
const makingMsMax = 1_800_000

/** Copies that are made at once. */
const copiesAtOnce = 4

/** Whether a call that failed by this error has surely done nothing. */
function hadNoEffect(error: unknown): boolean {
  return isStoreError(error) && storeCodes[error.code].outcome === 'none'
}

/** The blobs that a put has written. */
class OwnBlobs {
  readonly #blobs: Blobs
  readonly #scope: Scope
  readonly #clock: Clock
  readonly #refs = new Map<string, Ref>()
  #firstAtMs: number | undefined

  constructor(blobs: Blobs, scope: Scope, clock: Clock) {
    this.#blobs = blobs
    this.#scope = scope
    this.#clock = clock
  }

  readonly write: WriteBlob = async (chunks, options) => {
    // Of a blob that is published before its age is known, the age would be too small.
    const beganAtMs = this.#clock.now()
    const ref = await this.#blobs.write(this.#scope, chunks, options)
    this.#firstAtMs ??= beganAtMs
    this.#refs.set(nameOfRef(ref), ref)
    return ref
  }

  has(ref: Ref): boolean {
    return this.#refs.has(nameOfRef(ref))
  }

  /** Whether a value refers to no other blobs. */
  hasAllOf(value: Value): boolean {
    return collectRefs(value).every((ref) => this.has(ref))
  }

  /** Those to which a value does not refer. */
  notIn(value: Value): readonly Ref[] {
    const held = new Set(collectRefs(value).map(nameOfRef))
    return this.all.filter((ref) => !held.has(nameOfRef(ref)))
  }

  /** A blob with the bytes of another. */
  async copy(ref: Ref): Promise<Ref> {
    const found = await this.#blobs.stream(this.#scope, ref)
    if (found.status === 'absent') throw new StoreError('ABORTED', `the value refers to blob ${ref.id}, which is gone`)
    return this.write(found.chunks, found.mime === undefined ? {} : { mime: found.mime })
  }

  /** Throws where the row would come too late. */
  demandSoon(): void {
    const ms = this.#clock.now() - (this.#firstAtMs ?? this.#clock.now())
    if (ms > makingMsMax)
      throw new StoreError('ABORTED', `the row took ${ms} ms from its first blob, expected ${makingMsMax} at most`)
  }

  get all(): readonly Ref[] {
    return [...this.#refs.values()]
  }
}

class PortJanitor implements Janitor {
  readonly #outputs: Outputs
  readonly #blobs: Blobs
  readonly #clock: Clock

  constructor(outputs: Outputs, blobs: Blobs, clock: Clock) {
    this.#outputs = outputs
    this.#blobs = blobs
    this.#clock = clock
  }

  async put(
    scope: Scope,
    key: OutputKey,
    make: (write: WriteBlob) => Value | Promise<Value>,
    options?: Guarded,
  ): Promise<OutputStored> {
    const own = new OwnBlobs(this.#blobs, scope, this.#clock)
    let before: readonly Ref[]
    let value: Value
    try {
      value = await make(own.write)
      before = await this.#readable(scope, key)
      // Whoever made the value may have put into it since what is not its own: so many copies, so many looks.
      while (!own.hasAllOf(value)) value = await this.#owned(value, own)
      own.demandSoon()
    } catch (error) {
      // The row was not written, whatever the error says of the call that failed.
      await this.#discard(own.all)
      throw error
    }
    // Both in one step: the row has what the value is now, and from here on its maker may change it.
    const spare = own.notIn(value)
    const stored = await this.#settled(own, () => this.#outputs.put(scope, key, value, options))
    await this.#discard([...before, ...spare])
    return stored
  }

  /** Writes the row; where it surely was not written its blobs go. */
  async #settled(own: OwnBlobs, write: () => Promise<OutputStored>): Promise<OutputStored> {
    try {
      return await write()
    } catch (error) {
      if (hadNoEffect(error)) await this.#discard(own.all)
      throw error
    }
  }

  /** The value, with copies in the place of blobs that are not its own. */
  async #owned(value: Value, own: OwnBlobs): Promise<Value> {
    const copied = await resolveRefs(value, (ref) => own.copy(ref), {
      filter: (ref) => !own.has(ref),
      concurrency: copiesAtOnce,
    })
    // A ref is a value, and so is what has one in the place of another.
    return copied as Value
  }

  /** What a row refers to; nothing where it cannot be read, for it is replaced or removed all the same. */
  readonly #readable: Reading['refsOf'] = async (scope, key) => {
    try {
      return await refsOf(this.#outputs, scope, key)
    } catch (error) {
      if (isStoreError(error, 'CORRUPT')) return []
      throw error
    }
  }

  /** What cannot be read is passed over: its blobs are left to a sweep. */
  readonly #tolerant: Reading = { refsOf: this.#readable, harmed: () => {} }

  /** What cannot be read fails the call: what it refers to is not known. */
  readonly #strict: Reading = {
    refsOf: (scope, key) => refsOf(this.#outputs, scope, key),
    harmed: ({ row, says }) => {
      throw new StoreError('CORRUPT', `a row cannot be read, and what it refers to is not known: ${row}: ${says}`)
    },
  }

  /** Deletes blobs to which nothing refers. What is not deleted now is swept later, so that no failure is told. */
  async #discard(refs: readonly Ref[]): Promise<void> {
    for (const ref of refs) {
      try {
        await this.#blobs.delete(ref.scope, ref)
      } catch {
        // The call that is being made has its own outcome.
      }
    }
  }

  async delete(scope: Scope, key: OutputKey, options?: Guarded): Promise<OutputDeleted> {
    const before = await this.#readable(scope, key)
    const deleted = await this.#outputs.delete(scope, key, options)
    await this.#discard(before)
    return deleted
  }

  async clear(scope: Scope, options?: Guarded): Promise<OutputsRemoved> {
    const before: Ref[] = []
    for await (const { refs } of rowsIn(this.#outputs, scope, this.#tolerant)) before.push(...refs)
    const removed = await this.#outputs.clear(scope, options)
    await this.#discard(before)
    return removed
  }

  async prune(options: { readonly olderThanMs: number } & Guarded): Promise<OutputsRemoved> {
    const before: HeldRow[] = []
    for await (const row of allRows(this.#outputs, this.#tolerant)) before.push(row)
    const removed = await this.#outputs.prune(options)
    for (const row of before) await this.#discard(await this.#left(row))
    return removed
  }

  /** What a row referred to and does not any more; nothing where that is not known. */
  async #left({ scope, key, refs }: HeldRow): Promise<readonly Ref[]> {
    try {
      const held = new Set((await refsOf(this.#outputs, scope, key)).map(nameOfRef))
      return refs.filter((ref) => !held.has(nameOfRef(ref)))
    } catch {
      return []
    }
  }

  async sweep({ graceMs }: { readonly graceMs: number }): Promise<Swept> {
    const unheldBlobs = await this.#listed(graceMs)
    if (unheldBlobs.size > 0)
      for await (const { refs } of allRows(this.#outputs, this.#strict))
        for (const ref of refs) unheldBlobs.delete(nameOfRef(ref))
    let blobs = 0
    for (const ref of unheldBlobs.values())
      if ((await this.#blobs.delete(ref.scope, ref)).status === 'deleted') blobs += 1
    const { writes } = await this.#blobs.reap({ idleMs: graceMs })
    return { blobs, writes }
  }

  /** The blobs that are known to be so old, by name. */
  async #listed(olderThanMs: number): Promise<Map<string, Ref>> {
    const listed = new Map<string, Ref>()
    for await (const { blobs } of paged((query) => this.#blobs.list({ olderThanMs, ...query })))
      for (const { ref, storedAtMs } of blobs) if (storedAtMs !== undefined) listed.set(nameOfRef(ref), ref)
    return listed
  }
}

/** A janitor of the rows and blobs of a session. */
export function janitorOn(outputs: Outputs, blobs: Blobs, clock: Clock): Janitor {
  return new PortJanitor(outputs, blobs, clock)
}
