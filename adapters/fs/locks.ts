/**
 * Locks on the disk: a register a name, which is never removed, so that its tokens rise for ever (durability:J5), and which
 * has the rows of all its holders, so that they are counted in the step that admits one (durability:L13). A call is
 * one visit, in which the clock is read after the row was: who lost to another judges anew, by the time that it is then.
 */
import type { Clock, Guard, Json, LockSnapshot, Locks } from '../../contracts/index.ts'
import { StoreError } from '../../contracts/errors.ts'
import type { LockRows } from '../../src/core/lock-rows.ts'
import { locksOn } from '../../src/core/lock-rows.ts'
import type { Shape } from '../../src/core/rows.ts'
import { flag, listOf, moment, orAbsent, rowOf, rowReader, text, wholeFrom } from '../../src/core/rows.ts'
import type { OldLock } from './old-files.ts'
import type { Keyed } from './pages.ts'
import { pageOfEach } from './pages.ts'
import { Rack } from './place.ts'
import type { Current, Registers } from './register.ts'
import type { State } from './state-file.ts'
import { digestOf } from './state-file.ts'

/** The facts of a lock's state. */
interface Entry {
  /** the row with the last token of the name */
  readonly row: LockSnapshot
  /** whether that one is held */
  readonly held: boolean
  /** the rows of those that hold the lock beside it, or after it; absent where there are none */
  readonly others?: readonly LockSnapshot[]
}

const identity = { instance: text, host: text, boot: text, pid: wholeFrom(1), pidStart: wholeFrom(0) }

const lockRow: Shape<LockSnapshot> = {
  name: text,
  token: wholeFrom(1),
  owner: rowOf(identity),
  acquiredAtMs: moment,
  heartbeatAtMs: moment,
  expiresAtMs: moment,
  takeableAtMs: moment,
  heartbeatMs: wholeFrom(1),
  slots: orAbsent(wholeFrom(2)),
  atMs: moment,
}

const readEntry = rowReader<Entry>('locks', {
  row: rowOf(lockRow),
  held: flag,
  others: orAbsent(listOf(lockRow)),
})

async function entryOf(current: Current | undefined): Promise<Entry | undefined> {
  return current && readEntry((await current.line()).facts, current.name)
}

function holdersIn({ row, held, others = [] }: Entry): readonly LockSnapshot[] {
  return held ? [row, ...others] : others
}

/** The entry whose last row is this one, with these holders. */
function entryWith(row: LockSnapshot, holders: readonly LockSnapshot[]): Entry {
  const others = holders.filter(({ token }) => token !== row.token)
  const entry = { row, held: others.length < holders.length }
  return others.length > 0 ? { ...entry, others } : entry
}

function stateOf(entry: Entry): State {
  return { facts: entry as unknown as Json, keeps: [], body: '' }
}

/** The rows of one name, on what was read; they remember what was written. */
class OneName implements LockRows {
  readonly #before: Entry | undefined
  #after: Entry | undefined

  constructor(entry: Entry | undefined) {
    this.#before = entry
  }

  last(): LockSnapshot | undefined {
    return this.#before?.row
  }

  held(): readonly LockSnapshot[] {
    return this.#before ? holdersIn(this.#before) : []
  }

  put(row: LockSnapshot, lapsed: readonly LockSnapshot[]): void {
    const last = this.last()
    const gone = [row, ...lapsed].map(({ token }) => token)
    const others = this.held().filter(({ token }) => !gone.includes(token))
    this.#after = entryWith(last && last.token > row.token ? last : row, [row, ...others])
  }

  free(row: LockSnapshot): void {
    const others = this.held().filter(({ token }) => token !== row.token)
    this.#after = entryWith(this.last() ?? row, others)
  }

  /** the state to be published; nothing where nothing was written */
  get next(): { readonly next?: State } {
    return this.#after ? { next: stateOf(this.#after) } : {}
  }
}

/** Locks on registers, into which those of programs of version 0 are taken up. */
export interface FileLocks extends Locks {
  /** of the holders of a lock, but for programs of version 0, the one that becomes takeable last */
  lastToLapse(name: string): Promise<LockSnapshot | undefined>
  /** whether a lock is held by this token */
  isHeld(guard: Guard): Promise<boolean>
  /** takes note of the file that such a program has of a lock, or has no more */
  takeUp(name: string, old: OldLock | undefined): Promise<void>
}

/** The owner of a lock that a program of version 0 holds; it told its host and pid only. */
const oldInstance = 'version 0'

/** The entry that follows from a file of version 0; undefined where nothing does. */
function entryAfter(entry: Entry | undefined, old: OldLock | undefined, nowMs: number): Entry | undefined {
  const isOld = entry?.held === true && entry.row.owner.instance === oldInstance
  if (!old) return isOld ? entryWith(entry.row, []) : undefined
  const { name, host, pid, acquiredAtMs, expiresAtMs } = old
  const times = { heartbeatAtMs: nowMs, expiresAtMs, takeableAtMs: expiresAtMs }
  const { owner, ...row } = entry?.row ?? { owner: undefined, acquiredAtMs: undefined, expiresAtMs: undefined }
  if (owner?.host === host && owner.pid === pid && row.acquiredAtMs === acquiredAtMs)
    return isOld && row.expiresAtMs !== expiresAtMs ? { ...entry, row: { ...entry.row, ...times } } : undefined
  const holders = entry && !isOld ? holdersIn(entry) : []
  if (holders.some(({ takeableAtMs }) => takeableAtMs > acquiredAtMs)) return undefined
  const taken: LockSnapshot = {
    name,
    token: 1 + (entry?.row.token ?? 0),
    owner: { instance: oldInstance, host, boot: oldInstance, pid, pidStart: 0 },
    acquiredAtMs,
    ...times,
    heartbeatMs: Math.max(1, expiresAtMs - acquiredAtMs),
    atMs: nowMs,
  }
  return entryWith(taken, [taken])
}

/** A session's locks on its registers. */
export function openLocks(place: string, registers: Registers, clock: Clock): FileLocks {
  const rack = Rack.of(place, 'locks')

  const calls = <Answer>(digest: string, work: (locks: Locks) => Promise<Answer>, name?: string): Promise<Answer> =>
    registers.visit(rack.at(digest), async (current) => {
      const entry = await entryOf(current)
      if (entry && name !== undefined && entry.row.name !== name)
        throw new StoreError('CORRUPT', 'the row of another lock')
      const rows = new OneName(entry)
      return { answer: await work(locksOn(rows, clock)), ...rows.next }
    })

  const of = <Answer>(name: string, work: (locks: Locks) => Promise<Answer>): Promise<Answer> =>
    calls(digestOf(name), work, name)

  const heldAt = async (digest: string): Promise<readonly Keyed<LockSnapshot>[]> => {
    const { locks: rows } = await calls(digest, (locks) => locks.list({ limit: Infinity }))
    const keyed = rows.map((row) => ({ row, key: ` ${String(row.token).padStart(16, '0')}` }))
    return keyed.toSorted((one, other) => one.row.token - other.row.token)
  }

  const holdersOf = async (name: string): Promise<readonly LockSnapshot[]> =>
    (await of(name, (locks) => locks.list({ limit: Infinity }))).locks

  return {
    takeUp: (name, old) =>
      registers.visit<void>(rack.at(digestOf(name)), async (current) => {
        const entry = entryAfter(await entryOf(current), old, clock.now())
        return entry ? { answer: undefined, next: stateOf(entry) } : { answer: undefined }
      }),
    acquire: (name, options) => of(name, (locks) => locks.acquire(name, options)),
    renew: (name, token, options) => of(name, (locks) => locks.renew(name, token, options)),
    release: (name, token) => of(name, (locks) => locks.release(name, token)),
    evict: (snapshot) => of(snapshot.name, (locks) => locks.evict(snapshot)),
    inspect: (name) => of(name, (locks) => locks.inspect(name)),
    list: async (query) => pageOfEach('locks', await rack.digests(), heldAt, query),
    isHeld: async ({ lock, token }) => (await holdersOf(lock)).some((row) => row.token === token),
    async lastToLapse(name) {
      const rows = await holdersOf(name)
      const ours = rows.filter(({ owner }) => owner.instance !== oldInstance)
      return ours.toSorted((one, other) => one.takeableAtMs - other.takeableAtMs).at(-1)
    },
  }
}
