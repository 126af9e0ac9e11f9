/** Known-bad checkpoints that mistake which run goes on: faults of begin, epochs and pins. */
import type { Mutant } from '../../contract.ts'
import type { Begun, CheckpointKey, Checkpoints } from './port.ts'
import { checkpointMutant, currentEpoch, keptByKey, withEpochs } from './wrap.ts'

const goesOn = { law: 'checkpoints/begin-goes-on' } as const

/** Begins, and then puts back the items that a new pin has taken away. */
async function keepingItems(
  inner: Checkpoints,
  key: CheckpointKey,
  options: Parameters<Checkpoints['begin']>[1],
): Promise<Begun<string>> {
  const before = await inner.inspect(key)
  const begun = await inner.begin(key, options)
  if (begun.resumed || before.status !== 'running') return begun
  await inner.replace(key, begun.epoch, before.done)
  return { ...begun, done: before.done }
}

/** Faults of a run that goes on. */
const resumeMutants: readonly Mutant[] = [
  checkpointMutant(
    'begin-replaces-row',
    {
      ...goesOn,
      source: ['durability:S2'],
      says: 'the row of the run is removed and written again, and its items go with it',
    },
    (inner) => ({
      async begin(key, options) {
        const begun = await inner.begin(key, options)
        if (begun.resumed) await inner.replace(key, begun.epoch, [])
        return begun.resumed ? { ...begun, done: [] } : begun
      },
    }),
  ),
  checkpointMutant(
    'pin-moves',
    {
      ...goesOn,
      source: ['durability:T2'],
      says: 'the pin of a run that goes on is overwritten by the present state of the source, and its items are kept',
    },
    (inner) => ({
      async begin(key, options) {
        const before = await inner.inspect(key)
        const discard = before.status === 'running' ? before.pin : options.pin
        const begun = await keepingItems(inner, key, { pin: options.pin, discard })
        return { ...begun, resumed: before.status === 'running' }
      },
    }),
  ),
  checkpointMutant(
    'resumed-untold',
    { ...goesOn, source: ['checkpoints/port.ts: begin'], says: 'a run that goes on is told to be new' },
    (inner) => ({ begin: async (key, options) => ({ ...(await inner.begin(key, options)), resumed: false }) }),
  ),
]

const rise = { law: 'checkpoints/epochs-rise', source: ['checkpoints/port.ts: begin'] } as const

/** Faults of epochs. */
const epochMutants: readonly Mutant[] = [
  checkpointMutant(
    'epoch-restarts',
    { ...rise, says: 'the counter of epochs starts again when a run was finished' },
    (inner, ground) => {
      const ended = keptByKey(ground, 'ended', () => ({ at: 0 }))
      const real = (key: CheckpointKey, epoch: number): number => epoch + ended(key).at
      return {
        ...withEpochs(inner, (key, epoch) => epoch - ended(key).at, real),
        async finish(key, epoch, options) {
          const at = real(key, epoch)
          const answer = await inner.finish(key, at, options)
          if (answer.status === 'finished') ended(key).at = at
          return answer
        },
      }
    },
  ),
  checkpointMutant(
    'epoch-from-clock',
    { ...rise, source: ['durability:T21'], says: 'the epoch is the time at which the run was begun' },
    (inner, ground) => {
      const times = keptByKey(ground, 'times', () => ({
        shown: new Map<number, number>(),
        real: new Map<number, number>(),
      }))
      const shown = (key: CheckpointKey, epoch: number): number => {
        const atMs = times(key).shown.get(epoch) ?? ground.clock.now()
        times(key).shown.set(epoch, atMs)
        times(key).real.set(atMs, epoch)
        return atMs
      }
      return withEpochs(inner, shown, (key, epoch) => times(key).real.get(epoch) ?? Number.MAX_SAFE_INTEGER)
    },
  ),
  checkpointMutant(
    'both-live',
    { ...rise, says: 'a run that goes on keeps its epoch, so that whoever had it before works beside the new one' },
    (inner) => ({
      async begin(key, options) {
        const found = await inner.inspect(key)
        if (found.status === 'none' || found.pin === options.discard) return inner.begin(key, options)
        const { status: _, ...run } = found
        return { ...run, resumed: true }
      },
    }),
  ),
  checkpointMutant(
    'epoch-read-then-written',
    {
      ...rise,
      says: 'the last epoch is read in one step and the next written in another, so that two at once have the same',
    },
    (inner) => ({
      async begin(key, options) {
        const before = await inner.inspect(key)
        const begun = await inner.begin(key, options)
        return before.status === 'running' ? { ...begun, epoch: before.epoch + 1 } : begun
      },
    }),
  ),
]

const refused = { law: 'checkpoints/superseded-changes-nothing', source: ['durability:D22'] } as const

/** Faults of what a run may do that is over. */
const zombieMutants: readonly Mutant[] = [
  checkpointMutant(
    'zombie-recreates',
    {
      ...refused,
      source: ['durability:D22', 'durability:T4'],
      says: 'an append that finds no run makes one, as an upsert does',
    },
    (inner) => ({
      async append(key, epoch, items) {
        const found = await inner.inspect(key)
        if (found.status === 'running' || items.length === 0) return inner.append(key, epoch, items)
        const { epoch: anew } = await inner.begin(key, { pin: 'p' })
        return inner.append(key, anew, items)
      },
    }),
  ),
  checkpointMutant('epoch-unchecked', { ...refused, says: 'an append goes by the key alone' }, (inner) => ({
    append: async (key, epoch, items) => inner.append(key, await currentEpoch(inner, key, epoch), items),
  })),
  checkpointMutant(
    'finish-by-anyone',
    {
      ...refused,
      source: ['durability:D22', 'durability:T1'],
      says: 'a finish goes by the key alone, so that a run which is over ends the one that works',
    },
    (inner) => ({
      finish: async (key, epoch, options) => inner.finish(key, await currentEpoch(inner, key, epoch), options),
    }),
  ),
  checkpointMutant(
    'finish-then-checks',
    { ...refused, says: 'a finish clears the set first and looks at the epoch afterwards' },
    (inner) => ({
      async finish(key, epoch, options) {
        const answer = await inner.finish(key, epoch, options)
        if (answer.status === 'superseded') await inner.replace(key, await currentEpoch(inner, key, epoch), [])
        return answer
      },
    }),
  ),
]

const repin = { law: 'checkpoints/repin-empties', source: ['durability:F6'] } as const

/** Faults of a pin that is discarded. */
const pinMutants: readonly Mutant[] = [
  checkpointMutant(
    'repin-keeps-items',
    { ...repin, says: 'the pin is replaced and the set of the old one kept' },
    (inner) => ({ begin: (key, options) => keepingItems(inner, key, options) }),
  ),
  checkpointMutant(
    'torn-repin',
    {
      law: repin.law,
      says: 'the pin is replaced in one step and the set emptied in another',
      source: ['durability:F6', 'durability:F8'],
    },
    (inner) => ({
      async begin(key, options) {
        const begun = await keepingItems(inner, key, options)
        if (begun.resumed || begun.done.length === 0) return begun
        await inner.replace(key, begun.epoch, [])
        return { ...begun, done: [] }
      },
    }),
  ),
  checkpointMutant(
    'discards-any-pin',
    { ...repin, says: 'a pin is discarded though the run has another one by now' },
    (inner) => ({
      async begin(key, { pin, discard }) {
        const found = await inner.inspect(key)
        if (discard === undefined || found.status === 'none') return inner.begin(key, { pin })
        return inner.begin(key, { pin, discard: found.pin })
      },
    }),
  ),
]

export const runMutants: readonly Mutant[] = [...resumeMutants, ...epochMutants, ...zombieMutants, ...pinMutants]
