/** Known-bad logs whose fault shows only where calls overlap, or that answer for what they did not look at. */
import type { Mutant } from '../../contract.ts'
import { remembering } from '../../wrap.ts'
import type { LogTail } from './port.ts'
import { logMutant } from './wrap.ts'

const law = 'logs/linearizable'

/** Faults of two steps where one is due. */
export const raceMutants: readonly Mutant[] = [
  logMutant(
    'appends-by-rewriting',
    {
      law,
      says: 'a log is read, added to and written back, so that of two entries at once one is lost and both are acknowledged',
      source: ['durability:Q10'],
    },
    (inner) => ({
      async append(scope, log, seq, parts, options) {
        const tail = await inner.tail(scope, log, { bytes: 1 })
        const isDue = seq === (tail.status === 'there' ? tail.next : 1)
        const answer = await inner.append(scope, log, seq, parts, options)
        return isDue && answer.status === 'known' ? { status: 'appended', next: seq + 1 } : answer
      },
    }),
  ),
  logMutant(
    'drop-answers-by-read',
    {
      law,
      says: 'a drop says whether there was a log by a read before it, so that two at once both removed it',
      source: ['durability:T13'],
    },
    (inner) => ({
      async drop(scope, log) {
        const tail = await inner.tail(scope, log, { bytes: 1 })
        await inner.drop(scope, log)
        return { status: tail.status === 'there' ? 'dropped' : 'absent' }
      },
    }),
  ),
  logMutant(
    'remembers-by-thread',
    {
      law,
      says: 'each thread remembers the end of a log, until it changes one itself: what others append goes unnoticed',
      source: ['Herlihy and Wing 1990, Linearizability'],
      sharing: 'process',
    },
    (inner, ground) => {
      const memory = remembering<LogTail>(ground, 'remembered')
      return {
        tail: (scope, log, query) =>
          memory.read(JSON.stringify([scope, log, query]), () => inner.tail(scope, log, query)),
        ...memory.changing(inner, ['append', 'seal', 'drop', 'prune']),
      }
    },
  ),
  logMutant(
    'always-dropped',
    {
      law: 'logs/agrees-with-model',
      says: 'a drop answers dropped, whether there was a log or not',
      source: ['Hughes 2007, QuickCheck Testing for Fun and Profit'],
    },
    (inner) => ({
      async drop(scope, log) {
        await inner.drop(scope, log)
        return { status: 'dropped' }
      },
    }),
  ),
]
