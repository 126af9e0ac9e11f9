/**
 * What locks promise to anyone who sees only calls and answers: one partition for each name. A state is a list of worlds, for
 * a row that is shown may be of more than one call whose reply was lost, and a row that may have been takeable at
 * a takeover may be there or not.
 *
 * Invariants of a world: its rows stand in the order in which they were given; `last` is the greatest token ever seen for
 * the name, or where tokens need not rise that of the last row that was seen to be given.
 */
import type { Call } from '../port.ts'
import type { Model, Span } from '../contract.ts'
import type { AcquireOptions, Acquired, Evicted, Inspected, LockPage, LockSnapshot, Released, Renewed } from './port.ts'
import type { Claims } from '../adapter.ts'
import { isNo } from '../claims.ts'
import type { Tried, Worlds } from '../worlds.ts'
import { worldsModel } from '../worlds.ts'
import type { Row } from './row-model.ts'
import { beaten, describeRow, granted, takeable, within } from './row-model.ts'
import type { LockWorld } from './world-model.ts'
import { firstOf, inEach, isHeld, known, mayBe, ownedBy, shownIn, tokenDue } from './world-model.ts'

export type LockState = Worlds<LockWorld>

function asked(call: Call): AcquireOptions {
  return call.args[1] as unknown as AcquireOptions
}

/** The rows that whoever asks finds in its way: those that surely are, those that may be, and how each stands. */
interface Way {
  readonly sure: readonly Row[]
  readonly open: readonly Row[]
  readonly standing: (row: Row) => 'sure' | 'open' | 'lapsed'
}

function wayOf({ rows, expiring }: LockWorld, { takeover }: AcquireOptions, span: Span): Way {
  const standing = (row: Row): 'sure' | 'open' | 'lapsed' => {
    const { may, must } = takeable(row, span)
    if (!expiring || takeover === 'never' || !may) return 'sure'
    return must ? 'lapsed' : 'open'
  }
  const [sure, open] = [rows.filter((row) => standing(row) === 'sure'), rows.filter((row) => standing(row) === 'open')]
  return { sure, open, standing }
}

/** Whether there is a slot for one more beside these. */
function admits({ slots = 1 }: AcquireOptions, others: readonly Row[]): boolean {
  return others.length < others.reduce((least, row) => Math.min(least, row.slots), slots)
}

/** Every choice of some of these. */
function choices<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return items.reduce<readonly (readonly Item[])[]>(
    (some, item) => some.flatMap((chosen) => [chosen, [...chosen, item]]),
    [[]],
  )
}

/** The worlds in which whoever asks is admitted: rows that may have been takeable are in the way, or gone. */
function admitted(world: LockWorld, call: Call, span: Span): readonly LockWorld[] {
  const { sure, open } = wayOf(world, asked(call), span)
  return choices(open).flatMap((staying) => {
    const others = world.rows.filter((row) => sure.includes(row) || staying.includes(row))
    if (!admits(asked(call), others)) return []
    return [{ ...world, rows: [...others, granted(asked(call), world.last, span)] }]
  })
}

function acquire(world: LockWorld, call: Call, value: Acquired, span: Span): Tried<LockWorld> {
  const { sure, open, standing } = wayOf(world, asked(call), span)
  if (value.status === 'busy') {
    const others = [...sure, ...open]
    const why = world.rows.length === 0 ? 'nobody holds it' : 'expiry and grace are over'
    if (admits(asked(call), others)) return `acquired: ${others.length > 0 ? 'there is a slot' : why}`
    const { holder } = value
    const places = ownedBy(world, holder.token).filter((at) => others.some((row) => row === world.rows[at]))
    const isInTheWay = (row: Row): boolean => standing(row) === 'sure'
    return firstOf(shownIn(world, holder, span, places), holder, isInTheWay)
  }
  const worlds = admitted(world, call, span)
  const [first = world.rows[0]] = sure
  if (worlds.length === 0) return `busy: ${first ? describeRow(world.name, first) : 'there is no slot'}`
  const { lease } = value
  const givenIn = (next: LockWorld): Tried<LockWorld> => {
    const at = next.rows.length - 1
    const row = next.rows[at]
    return row && !mayBe(next, row, lease.token) ? tokenDue(next, row) : shownIn(next, lease, span, [at])
  }
  return inEach(worlds, givenIn, 'a lease')
}

/** The worlds in which a row that may have this token is renewed. */
function renewed(world: LockWorld, call: Call, span: Span): readonly LockWorld[] {
  const [, token, { ttlMs }] = call.args as unknown as [string, number, { ttlMs: number }]
  return ownedBy(world, token).flatMap((at) => {
    const row = world.rows[at]
    return row ? [known(world, at, { ...beaten(row, ttlMs, span), token })] : []
  })
}

function renew(world: LockWorld, call: Call, value: Renewed, span: Span): Tried<LockWorld> {
  const token = call.args[1] as number
  if (value.status === 'lost') return isHeld(world, token) ? `held: token ${token} still holds the lock` : [world]
  const worlds = renewed(world, call, span)
  if (worlds.length === 0) return `lost: token ${token} does not hold the lock`
  const { lease } = value
  if (lease.token !== token) return `token ${token}`
  return inEach(worlds, (next) => shownIn(next, lease, span), 'a lease')
}

/** The worlds in which one of the rows at these places, which has this token, is gone. */
function freed(world: LockWorld, token: number, places: readonly number[]): readonly LockWorld[] {
  return places.flatMap((at) => {
    const row = world.rows[at]
    if (!row) return []
    const { rows, ...rest } = known(world, at, { ...row, token })
    return [{ ...rest, rows: rows.toSpliced(at, 1) }]
  })
}

function release(world: LockWorld, call: Call, value: Released): Tried<LockWorld> {
  const token = call.args[1] as number
  if (value.status === 'not-held') return isHeld(world, token) ? `released: token ${token} holds the lock` : [world]
  const worlds = freed(world, token, ownedBy(world, token))
  return worlds.length > 0 ? worlds : `not-held: token ${token} does not hold the lock`
}

/** The places of the rows that may be as a snapshot says. */
function judged(world: LockWorld, { token, expiresAtMs }: LockSnapshot): readonly number[] {
  return ownedBy(world, token).filter((at) => {
    const row = world.rows[at]
    return row !== undefined && within(expiresAtMs, row.expires)
  })
}

function evict(world: LockWorld, call: Call, value: Evicted): Tried<LockWorld> {
  const snapshot = call.args[0] as unknown as LockSnapshot
  const places = judged(world, snapshot)
  if (value.status === 'changed') {
    const { expires } = world.rows[places[0] ?? -1] ?? {}
    const must = isHeld(world, snapshot.token) && expires !== undefined && expires.min === expires.max
    return must ? 'evicted: the row is as the snapshot says' : [world]
  }
  const worlds = freed(world, snapshot.token, places)
  return worlds.length > 0 ? worlds : 'changed: the row is not as the snapshot says'
}

function inspect(world: LockWorld, value: Inspected, span: Span): Tried<LockWorld> {
  const [first] = world.rows
  if (value.status === 'free') return first ? describeRow(world.name, first) : [world]
  return firstOf(shownIn(world, value.lock, span), value.lock, () => true)
}

function list(world: LockWorld, call: Call, value: LockPage, span: Span): Tried<LockWorld> {
  const shown = value.locks.filter(({ name }) => name === world.name)
  const { limit, cursor } = call.args[0] as { readonly limit: number; readonly cursor?: string }
  if (value.locks.length > limit) return `a page of at most ${limit} locks`
  if (new Set(shown.map(({ token }) => token)).size < shown.length)
    return `each holder of ${JSON.stringify(world.name)} listed once`
  let worlds: Tried<LockWorld> = [world]
  for (const row of shown) {
    if (typeof worlds === 'string') return worlds
    worlds = inEach(worlds, (one) => shownIn(one, row, span), 'no such row')
  }
  // A page that follows another, or is followed by one, need not show every row.
  const whole = value.cursor === undefined && cursor === undefined
  const hidden = world.rows.find(({ token }) => !shown.some((row) => row.token === token)) ?? world.rows[0]
  return whole && hidden && shown.length < world.rows.length ? `listed: ${describeRow(world.name, hidden)}` : worlds
}

function tried(world: LockWorld, call: Call, value: unknown, span: Span): Tried<LockWorld> {
  switch (call.method) {
    case 'acquire':
      return acquire(world, call, value as Acquired, span)
    case 'renew':
      return renew(world, call, value as Renewed, span)
    case 'release':
      return release(world, call, value as Released)
    case 'evict':
      return evict(world, call, value as Evicted)
    case 'inspect':
      return inspect(world, value as Inspected, span)
    default:
      return list(world, call, value as LockPage, span)
  }
}

function maybe(world: LockWorld, call: Call, span: Span): readonly LockWorld[] {
  switch (call.method) {
    case 'acquire':
      return admitted(world, call, span)
    case 'renew':
      return renewed(world, call, span)
    case 'release':
      return freed(world, call.args[1] as number, ownedBy(world, call.args[1] as number))
    case 'evict': {
      const snapshot = call.args[0] as unknown as LockSnapshot
      return freed(world, snapshot.token, judged(world, snapshot))
    }
    default:
      return []
  }
}

function concerns(
  call: Call,
  value: unknown,
): { readonly everywhere: boolean; readonly partitions: readonly string[] } {
  if (call.method === 'list') {
    const names = ((value as LockPage | undefined)?.locks ?? []).map(({ name }) => name)
    return { everywhere: true, partitions: names }
  }
  const name = call.method === 'evict' ? (call.args[0] as unknown as LockSnapshot).name : (call.args[0] as string)
  return { everywhere: false, partitions: [name] }
}

/** The model of locks. */
export const locksModel: Model<LockState> = {
  initial: (name: string, claims: Claims) => {
    const { clock, fencing } = claims.ports.locks ?? {}
    return { worlds: [{ name, expiring: !isNo(clock), rising: !isNo(fencing), last: 0, rows: [] }] }
  },
  ...worldsModel({ tried, maybe }),
  concerns,
}
