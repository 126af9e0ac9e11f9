/** A name of locks as it may stand, and what an answer says of it. */
import type { Span } from '../contract.ts'
import type { Tried } from '../worlds.ts'
import type { LockSnapshot } from './port.ts'
import type { Row } from './row-model.ts'
import { describeRow, lapsesBefore, seen } from './row-model.ts'

/** A name as it may stand. */
export interface LockWorld {
  readonly name: string
  /** whether leases run out at all */
  readonly expiring: boolean
  /** whether tokens rise; where no fencing is claimed they need only differ from the last one, and from each other */
  readonly rising: boolean
  readonly last: number
  readonly rows: readonly Row[]
}

/** Whether a row whose token nobody has seen may have this one. */
export function mayBe({ rising, last, rows }: LockWorld, { above, below }: Row, token: number): boolean {
  if (!rising) return token !== last && rows.every((row) => row.token !== token)
  return token > above && (below === undefined || token < below)
}

/** The world in which the row at this place is this one, whose token is known by now. */
export function known(world: LockWorld, at: number, row: Row & { readonly token: number }): LockWorld {
  const { token } = row
  // Rows that no call can tell apart are the same: what bounds a token tells nothing once it is known.
  const { below: _, ...bare } = row
  const rows = world.rows.map((other, index): Row => {
    if (index === at) return { ...bare, above: 0 }
    if (!world.rising || other.token !== undefined) return other
    if (index > at) return { ...other, above: Math.max(other.above, token) }
    return { ...other, below: Math.min(other.below ?? token, token) }
  })
  const isLast = world.rising ? token > world.last : at === rows.length - 1
  return { ...world, rows, last: isLast ? token : world.last }
}

/** The places of the rows that may have this token: that of the row which has it, or of those whose token nobody saw. */
export function ownedBy(world: LockWorld, token: number): readonly number[] {
  const own = world.rows.findIndex((row) => row.token === token)
  if (own >= 0) return [own]
  return world.rows.flatMap((row, at) => (row.token === undefined && mayBe(world, row, token) ? [at] : []))
}

/** Whether somebody surely has this token. */
export function isHeld({ rows }: LockWorld, token: number): boolean {
  return rows.some((row) => row.token === token)
}

/** The worlds in which a shown row is one of those that may have its token; what was due where it is none of them. */
export function shownIn(
  world: LockWorld,
  shown: LockSnapshot,
  span: Span,
  places: readonly number[] = ownedBy(world, shown.token),
): Tried<LockWorld> {
  const [first] = world.rows
  if (!first) return 'free'
  if (shown.name !== world.name) return describeRow(world.name, first)
  const tried = places.map((at) => {
    const row = world.rows[at] ?? first
    const judged = seen(row, shown, span)
    return judged.legal ? known(world, at, { ...judged.state, token: shown.token }) : judged.expected
  })
  const unseen = world.rows.find(({ token }) => token === undefined)
  return fitting(tried, unseen ? tokenDue(world, unseen) : describeRow(world.name, first))
}

export function tokenDue({ rising, last }: LockWorld, { above, below }: Row): string {
  if (!rising) return `a token other than ${last}`
  return below === undefined ? `a token greater than ${above}` : `a token between ${above} and ${below}`
}

/** Of some rows the one that is shown must become takeable first; what was due where another surely does. */
export function firstOf(worlds: Tried<LockWorld>, shown: LockSnapshot, among: (row: Row) => boolean): Tried<LockWorld> {
  if (typeof worlds === 'string') return worlds
  const isAfter = ({ rows }: LockWorld): Row | undefined =>
    rows.find((row) => row.token !== shown.token && among(row) && lapsesBefore(row, shown))
  const tried = worlds.map((world) => {
    const earlier = isAfter(world)
    return earlier ? `${describeRow(world.name, earlier)}: it becomes takeable first` : world
  })
  return fitting(tried, 'no such row')
}

/** Those of some worlds that agree with an answer; what was due in the first where none does, or else what is given here. */
export function fitting(tried: readonly (LockWorld | string)[], otherwise: string): Tried<LockWorld> {
  const worlds = tried.filter((one) => typeof one !== 'string')
  return worlds.length > 0 ? worlds : (tried.find((one) => typeof one === 'string') ?? otherwise)
}

/** An answer in each of some worlds. */
export function inEach(
  worlds: readonly LockWorld[],
  one: (world: LockWorld) => Tried<LockWorld>,
  otherwise: string,
): Tried<LockWorld> {
  const tried = worlds.flatMap((world): readonly (LockWorld | string)[] => {
    const next = one(world)
    return typeof next === 'string' ? [next] : next
  })
  return fitting(tried, otherwise)
}
