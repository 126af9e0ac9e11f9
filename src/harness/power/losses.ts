/**
 * The losses of power that are tried on a disk: at every moment from one on nothing lost, and all that is pending; then at
 * every moment each pending operation lost, each alone kept, all lost from one on, the last write torn; then all subsets
 * while they are few, else some of them.
 */
import type { Loss } from '../case.ts'
import { Random, seedFor } from '../random.ts'
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

/** The losses, each once: the plainest of every cut first. */
export function* losses(disk: Disk, { profile, seed, cuts }: Losing): Generator<Loss> {
  const kinds = [whole, single, subsets]
  const seen = new Set<string>()
  for (const kind of kinds) {
    for (const cut of cuts) {
      for (const { lost, torn } of kind(disk, cut, seed)) {
        const key = `${cut} ${lost.join()} ${torn ? JSON.stringify(torn) : ''}`
        const loss: Loss = { profile, cut, lost, ...(torn ? { torn } : {}) }
        if (seen.has(key) || !disk.allows(loss)) continue
        seen.add(key)
        yield loss
      }
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
