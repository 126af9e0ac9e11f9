/**
 * The losses of power that are tried on a disk: at every moment nothing lost, and all that is pending; each pending
 * operation lost, each alone kept, all lost from one on, the last write torn; all subsets while they are few, else some.
 */
import type { Loss } from '../case.ts'
import { Random, seedFor, shuffled } from '../random.ts'
import { takingTurns } from './turns.ts'
import type { Disk } from './disk.ts'
import { sectorsOf } from './growing.ts'

/** Of so many pending operations every subset is tried. */
const exhaustiveMax = 8

/** Of more, so many subsets. */
const drawnSubsets = 64

/** Which losses to make. */
export interface Losing {
  readonly profile: Loss['profile']
  readonly seed: number
  /** the moments, as numbers of operations made */
  readonly cuts: readonly number[]
}

/**
 * The losses, each once: the plain ones, half of the one kind and half of the other, then the subsets; within each kind in
 * an order drawn from the seed, so that whoever stops early has seen moments and operations of every sort.
 */
export function* losses(disk: Disk, { profile, seed, cuts }: Losing): Generator<Loss> {
  const random = new Random(seed)
  const drawn = shuffled(cuts, random)
  const all = (kind: (disk: Disk, cut: number) => Iterable<Part>): Loss[] =>
    drawn.flatMap((cut) => Array.from(kind(disk, cut), (part) => ({ profile, cut, ...part })))
  const seen = new Set<string>()
  const isNew = (loss: Loss): boolean => {
    const { cut, lost, torn } = loss
    const key = `${cut} ${lost.join()} ${torn ? JSON.stringify(torn) : ''}`
    if (seen.has(key) || !disk.allows(loss)) return false
    seen.add(key)
    return true
  }
  const plain = takingTurns(shuffled(all(whole), random), shuffled(all(single), random))
  for (const loss of plain) if (isNew(loss)) yield loss
  for (const cut of drawn) {
    for (const part of subsets(disk, cut, seed)) {
      const loss = { profile, cut, ...part }
      if (isNew(loss)) yield loss
    }
  }
}

type Part = Pick<Loss, 'lost' | 'torn'>

function* whole(disk: Disk, cut: number): Generator<Part> {
  yield { lost: [] }
  yield { lost: disk.pending(cut) }
}

function* single(disk: Disk, cut: number): Generator<Part> {
  const pending = disk.pending(cut)
  for (const one of pending) yield { lost: [one] }
  for (const one of pending) yield { lost: pending.filter((other) => other !== one) }
  // What a journal that keeps order loses is all from some moment on.
  for (const first of pending.keys()) yield { lost: pending.slice(first) }
  yield* tornOnes(disk, pending)
}

/** The last pending write torn: its end lost, its beginning lost, all of it lost but its size. */
function* tornOnes(disk: Disk, pending: readonly number[]): Generator<Part> {
  const operation = pending.findLast((position) => disk.operations[position]?.op === 'write')
  const write = operation === undefined ? undefined : disk.operations[operation]
  if (operation === undefined || write?.op !== 'write') return
  for (const bytes of [512, 4096] as const) {
    const sectors = Array.from({ length: sectorsOf(write, bytes).count }, (_, sector) => sector)
    const half = Math.ceil(sectors.length / 2)
    for (const gone of [sectors.slice(half), sectors.slice(0, half), sectors])
      if (gone.length > 0) yield { lost: [], torn: { operation, bytes, sectors: gone } }
  }
}

function* subsets(disk: Disk, cut: number, seed: number): Generator<Part> {
  const pending = disk.pending(cut)
  if (pending.length <= exhaustiveMax) {
    for (let mask = 0; mask < 2 ** pending.length; mask += 1)
      yield { lost: pending.filter((_, index) => (mask >> index) % 2 === 1) }
    return
  }
  const random = new Random(seedFor(seed, String(cut)))
  for (let drawn = 0; drawn < drawnSubsets; drawn += 1) yield { lost: pending.filter(() => random.below(2) === 1) }
}
