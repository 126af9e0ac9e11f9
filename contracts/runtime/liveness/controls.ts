/** Odd but legal judgements. */
import type { Control } from '../../contract.ts'
import { controlsOf } from '../../controls.ts'
import { replacing } from '../../wrap.ts'
import type { LivenessPart } from './part.ts'

export const livenessControls: readonly Control[] = [
  ...controlsOf('liveness').filter(({ id }) => id === 'liveness=slow'),
  {
    id: 'liveness=other-words',
    says: 'the reasons are told in other words',
    wrap: replacing<LivenessPart>((inner) => ({
      judge: async (...question) => ({ ...(await inner.judge(...question)), why: 'darum' }),
      standing: async (lock) => ({ ...(await inner.standing(lock)), why: 'darum' }),
      mayTake: async (takeover) => ({ ...(await inner.mayTake(takeover)), why: 'darum' }),
    })),
  },
]
