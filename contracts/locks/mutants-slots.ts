/** Known-bad locks of several holders: who is admitted. */
import type { Ground, Mutant } from '../contract.ts'
import { kept } from '../wrap.ts'
import type { AcquireOptions, LockSnapshot, Locks } from './port.ts'
import { everyRow, firstToLapse } from './slots.ts'
import { lockMutant } from './wrap.ts'

/** By how much the rows beneath admit more company than was asked for, so that a mutant decides itself who is admitted. */
const scale = 1_000

function outward(row: LockSnapshot): LockSnapshot {
  const { slots = scale, ...alone } = row
  return slots > scale ? { ...alone, slots: slots / scale } : alone
}

/** Locks that admit anybody, as far as the scripts here go. */
function admittingAll(inner: Locks): Locks {
  return {
    ...inner,
    async acquire(name, options) {
      const got = await inner.acquire(name, { ...options, slots: scale * (options.slots ?? 1) })
      return got.status === 'busy' ? { ...got, holder: outward(got.holder) } : { ...got, lease: outward(got.lease) }
    },
    async renew(name, token, options) {
      const got = await inner.renew(name, token, options)
      return got.status === 'held' ? { ...got, lease: outward(got.lease) } : got
    },
    async inspect(name) {
      const got = await inner.inspect(name)
      return got.status === 'held' ? { ...got, lock: outward(got.lock) } : got
    },
    async list(options) {
      const page = await inner.list(options)
      return { ...page, locks: page.locks.map(outward) }
    },
  }
}

/** How somebody is admitted: which rows are in its way, and how many holders there may be beside them with it. */
interface Rule {
  readonly counts: (row: LockSnapshot, options: AcquireOptions) => boolean
  readonly most: (others: readonly LockSnapshot[], slots: number) => number
}

const sound: Rule = {
  counts: (row, { takeover }) => takeover === 'never' || row.atMs < row.takeableAtMs,
  most: (others, slots) => Math.min(slots, ...others.map((row) => row.slots ?? 1)),
}

/** Locks that look who holds a name, decide by this rule, and then write the row whatever is there by now. */
function ruled(inner: Locks, rule: Partial<Rule>): Locks {
  const { counts, most } = { ...sound, ...rule }
  const open = admittingAll(inner)
  return {
    ...open,
    async acquire(name, options) {
      const others = (await everyRow(open, name)).filter((row) => counts(row, options))
      const holder = firstToLapse(others)
      if (holder && others.length >= most(others, options.slots ?? 1)) return { status: 'busy', holder }
      return open.acquire(name, options)
    },
  }
}

const exceeded = { law: 'locks/slots-are-never-exceeded', source: ['durability:L13', 'cache:D10'] } as const

/** Faults of counting in one step and taking in another, or in a place of one's own. */
const countingMutants: readonly Mutant[] = [
  lockMutant(
    'slots-checked-then-taken',
    { ...exceeded, says: 'the holders are counted in one step, and the row of one more is written in another' },
    (inner) => ruled(inner, {}),
  ),
  lockMutant(
    'slots-counted-by-each',
    { ...exceeded, says: 'each session counts the holders that it knows of, which are its own' },
    (inner) => {
      const own = new Set<string>()
      const key = ({ name, token }: LockSnapshot): string => `${token} ${name}`
      const locks = ruled(inner, { counts: (row, options) => sound.counts(row, options) && own.has(key(row)) })
      return {
        ...locks,
        async acquire(name, options) {
          const got = await locks.acquire(name, options)
          if (got.status === 'acquired') own.add(key(got.lease))
          return got
        },
      }
    },
  ),
]

const company = { law: 'locks/slots-of-all-hold', source: ['durability:L13'] } as const

/** Faults of whose number of slots counts. */
const companyMutants: readonly Mutant[] = [
  lockMutant(
    'slots-of-asker-only',
    { ...company, says: 'whoever asks is admitted by the slots that it asks for, whatever the holders asked for' },
    (inner) => ruled(inner, { most: (_, slots) => slots }),
  ),
  lockMutant(
    'slots-of-first-holder',
    { ...company, says: 'a name has the slots that its first holder asked for, whoever comes later' },
    (inner) =>
      ruled(inner, {
        most: (others, slots) => {
          const first = others.toSorted((one, other) => one.token - other.token)[0]
          return first ? (first.slots ?? 1) : slots
        },
      }),
  ),
  lockMutant(
    'lonely-holder-is-joined',
    { ...company, says: 'of the holders only those count for the slots of a name that asked for several' },
    (inner) =>
      ruled(inner, { most: (others, slots) => Math.min(slots, ...others.map((row) => row.slots ?? Infinity)) }),
  ),
]

const lapsed = { law: 'locks/lapsed-slots-are-free', source: ['durability:L13'] } as const

/** A count beside the rows, by name, as a table of its own would keep it. */
function counters(ground: Ground): Map<string, number> {
  return kept(ground, 'slots', () => new Map<string, number>())
}

/** Faults of slots whose holder is gone. */
const lapsedMutants: readonly Mutant[] = [
  lockMutant(
    'lapsed-slots-count',
    { ...lapsed, says: 'a row counts until somebody removes it, however long its lease is over' },
    (inner) => ruled(inner, { counts: () => true }),
  ),
  lockMutant(
    'slots-counter',
    { ...lapsed, says: 'a counter goes up with each grant and down with each release, and stays up after a crash' },
    (inner, ground) => {
      const counts = counters(ground)
      const down = (name: string): unknown => counts.set(name, Math.max(0, (counts.get(name) ?? 0) - 1))
      return {
        async acquire(name, options) {
          const count = counts.get(name) ?? 0
          const found = await inner.inspect(name)
          if (found.status === 'held' && count >= (options.slots ?? 1)) return { status: 'busy', holder: found.lock }
          const got = await inner.acquire(name, options)
          if (got.status === 'acquired') counts.set(name, count + 1)
          return got
        },
        async release(name, token) {
          const done = await inner.release(name, token)
          if (done.status === 'released') down(name)
          return done
        },
        async evict(snapshot) {
          const done = await inner.evict(snapshot)
          if (done.status === 'evicted') down(snapshot.name)
          return done
        },
      }
    },
  ),
  lockMutant(
    'ends-one-lapsed-slot',
    {
      ...lapsed,
      says: 'who is admitted takes the place of one holder that lapsed, and the others go on when they wake up',
    },
    (inner) => {
      const open = admittingAll(inner)
      const locks = ruled(inner, {})
      return {
        ...locks,
        async acquire(name, options) {
          const rows = await everyRow(open, name)
          const over = rows.filter((row) => !sound.counts(row, options))
          const staying = rows.filter((row) => sound.counts(row, options))
          if (over.length < 2 || staying.length >= sound.most(staying, options.slots ?? 1))
            return locks.acquire(name, options)
          const first = firstToLapse(over)
          if (first) await open.evict(first)
          return open.acquire(name, { ...options, takeover: 'never' })
        },
      }
    },
  ),
]

/** Faults of admission. */
export const admissionMutants: readonly Mutant[] = [...companyMutants, ...lapsedMutants, ...countingMutants]
