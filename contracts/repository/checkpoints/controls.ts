/** Odd but legal checkpoints, which every law must let pass. */
import type { Control } from '../../contract.ts'
import { controlsOf } from '../../controls.ts'
import { replacing } from '../../wrap.ts'
import type { Checkpoints } from './port.ts'
import { withDone, withEpochs } from './wrap.ts'

/** Inverted controls. */
export const checkpointsControls: readonly Control[] = [
  ...controlsOf('checkpoints'),
  {
    id: 'checkpoints=shuffled-sets',
    says: 'items and streaks are shown in another order',
    wrap: replacing<Checkpoints>((inner) => {
      const shuffled = withDone(inner, (done) => done.toReversed())
      return { ...shuffled, ...streaksBackwards({ ...inner, ...shuffled }) }
    }),
  },
  {
    id: 'checkpoints=sparse-epochs',
    says: 'epochs rise in steps of a thousand',
    wrap: replacing<Checkpoints>((inner) =>
      withEpochs(
        inner,
        (_, epoch) => epoch * 1_000,
        (_, epoch) => undense(epoch),
      ),
    ),
  },
]

function undense(epoch: number): number {
  // What no epoch can be goes through as it is: refusing it is the shell's business.
  if (!Number.isSafeInteger(epoch) || epoch < 1) return epoch
  return epoch % 1_000 === 0 ? epoch / 1_000 : Number.MAX_SAFE_INTEGER
}

function streaksBackwards(inner: Checkpoints): Partial<Checkpoints> {
  return {
    async begin(key, options) {
      const begun = await inner.begin(key, options)
      return { ...begun, failing: begun.failing.toReversed() }
    },
    async fail(...failed) {
      const answer = await inner.fail(...failed)
      return answer.status === 'recorded' ? { ...answer, failing: answer.failing.toReversed() } : answer
    },
    async inspect(key) {
      const found = await inner.inspect(key)
      return { ...found, failing: found.failing.toReversed() }
    },
  }
}
