/** Known-bad checkpoints whose calls cost the more the more is there. */
import type { Mutant } from '../../contract.ts'
import { checkpointMutant, runOf } from './wrap.ts'

/** Faults of cost. */
export const costMutants: readonly Mutant[] = [
  checkpointMutant(
    'rewrites-set-each-time',
    {
      law: 'checkpoints/appends-cost-what-is-new',
      says: 'the whole set is written each time that something is added to it',
      source: ['durability:D2'],
    },
    (inner) => ({
      async append(key, epoch, items) {
        const run = await runOf(inner, key, epoch)
        const answer = await inner.replace(key, epoch, [...new Set([...(run?.done ?? []), ...items])])
        return answer.status === 'replaced' ? { status: 'appended', added: items.length } : answer
      },
    }),
  ),
]
