/** Known-bad checkpoints that write the pin of a run too late, or leave it where the run had nothing to do. */
import type { Mutant } from '../../contract.ts'
import type { Checkpoints } from './port.ts'
import { checkpointMutant, runOf } from './wrap.ts'

/** Faults of a pin that is not written, or not removed, when it is told to be. */
export const pinMutants: readonly Mutant[] = [
  checkpointMutant(
    'pin-with-first-items',
    {
      law: 'checkpoints/pin-before-items',
      says: 'the pin of a new run is written with its first items, and lost where a crash comes before them',
      source: ['durability:F4'],
    },
    (inner, { clock }) => {
      const due = new Map<string, () => Promise<unknown>>()
      const settled = async (key: Parameters<Checkpoints['begin']>[0]): Promise<Checkpoints> => {
        const begin = due.get(JSON.stringify(key))
        due.delete(JSON.stringify(key))
        await begin?.()
        return inner
      }
      return {
        async begin(key, { ...options }) {
          const found = await (await settled(key)).inspect(key)
          if (found.status === 'running') return inner.begin(key, options)
          due.set(JSON.stringify(key), () => inner.begin(key, options))
          const { failing, anchor } = found
          return { epoch: 1, pin: options.pin, done: [], failing, anchor, resumed: false, touchedAtMs: clock.now() }
        },
        append: async (key, epoch, items) => (await settled(key)).append(key, epoch, items),
      }
    },
  ),
  checkpointMutant(
    'empty-run-stays',
    {
      law: 'checkpoints/finish-leaves-nothing',
      says: 'a run in which nothing was done is told to be finished, and stays',
      source: ['durability:F10'],
    },
    (inner) => ({
      async finish(key, epoch, options) {
        const run = await runOf(inner, key, epoch)
        return run?.done.length === 0 ? { status: 'finished' } : inner.finish(key, epoch, options)
      },
    }),
  ),
]
