/**
 * The losses of power that are tried on a disk: at every moment from one on nothing lost, each pending operation lost,
 * all lost, each alone kept, the last write torn; then all subsets while they are few, else some of them.
 */
import type { Loss } from '../case.ts'
import { Random, seedFor } from '../random.ts'
import type { Disk } from './disk.ts'
import { sectorsOf } from './disk.ts'

/** Of so many pending operations every subset is tried. */
const exhaustiveMax = 8

/** Of more, so many subsets. */
const drawnSubsets = 64

/** Which losses to make. */
export interface Losing {
  readonly profile: Loss['profile']
  readonly seed: number
  /** the first cut; 0 is before the first operation */
  readonly from: number
}

/** The losses, each once: the plain ones of every cut, then the subsets of every cut. */
export function* losses(disk: Disk, { profile, seed, from }: Losing): Generator<Loss> {
  const kinds = [plain, subsets]
  const seen = new Set<string>()
  for (const kind of kinds) {
    for (let cut = from; cut <= disk.operations.length; cut += 1) {
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

function* plain(disk: Disk, cut: number): Generator<Part> {
  const pending = disk.pending(cut)
  yield { lost: [] }
  for (const one of pending) yield { lost: [one] }
  yield { lost: pending }
  for (const one of pending) yield { lost: pending.filter((other) => other !== one) }
  // What a journal that keeps order loses is all from some moment on.
  for (const first of pending.keys()) yield { lost: pending.slice(first) }
  yield* torn(disk, pending)
}

/** The last pending write torn: its end lost, its beginning lost, all of it lost but its size. */
function* torn(disk: Disk, pending: readonly number[]): Generator<Part> {
  const operation = pending.findLast((position) => disk.operations[position]?.op === 'write')
  const write = operation === undefined ? undefined : disk.operations[operation]
  if (operation === undefined || write?.op !== 'write') return
  for (const bytes of [512, 4096] as const) {
    const sectors = [...Array(sectorsOf(write, bytes).count).keys()]
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
  for (let drawn = 0; drawn < drawnSubsets; drawn += 1)
    yield { lost: pending.filter(() => random.below(2) === 1) }
}
