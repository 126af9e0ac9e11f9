/** Known-bad logs whose fault shows on a place as such, or on a log that has come to harm. */
import type { Mutant } from '../../contract.ts'
import { isStoreError } from '../../errors.ts'
import type { StoreCode } from '../../errors.ts'
import type { Logs, LogTail } from './port.ts'
import type { Override } from './wrap.ts'
import { logMutant } from './wrap.ts'

/** An empty log that nobody made. */
const empty: LogTail = { status: 'there', parts: [], size: 0, dropped: 0, next: 1, sealed: false, touchedAtMs: 0 }

/** Logs that answer a tail in place of failing by a code. */
function failingTail(code: StoreCode, instead: (error: Error) => LogTail): Override {
  return (inner) => ({
    async tail(scope, log, query) {
      try {
        return await inner.tail(scope, log, query)
      } catch (error) {
        if (isStoreError(error, code)) return instead(error)
        throw error
      }
    },
  })
}

/** Faults of methods, places, sessions and arguments. */
export const placeMutants: readonly Mutant[] = [
  logMutant(
    'no-seal',
    { law: 'logs/serves-every-method', says: 'a method of the port is missing', source: ['durability:S10'] },
    () => ({ seal: undefined as unknown as Logs['seal'] }),
  ),
  logMutant(
    'seeded',
    { law: 'logs/fresh-place-is-empty', says: 'a new place shows a log', source: ['durability:W9'] },
    (inner) => ({
      async tail(scope, log, query) {
        const tail = await inner.tail(scope, log, query)
        return tail.status === 'there' ? tail : { ...empty }
      },
    }),
  ),
  logMutant(
    'one-place',
    { law: 'logs/places-are-apart', says: 'every place shows the first one', source: ['durability:W9'] },
    (inner, { everywhere }) => {
      const first = everywhere.get('logs~one-place') ?? inner
      everywhere.set('logs~one-place', first)
      return first
    },
  ),
  logMutant(
    'absent-after-close',
    {
      law: 'logs/closed-session-refuses',
      says: 'a log that is read after close is absent',
      source: ['durability:G12'],
    },
    failingTail('CLOSED', () => ({ status: 'absent' })),
  ),
  logMutant(
    'mends-names',
    {
      law: 'logs/refuses-bad-arguments',
      says: 'a log without a name is quietly given one',
      source: ['logs/port.ts: Logs'],
    },
    (inner) => ({ tail: (scope, log, query) => inner.tail(scope, log === '' ? 'log' : log, query) }),
  ),
  logMutant(
    'no-lines-is-all',
    {
      law: 'logs/refuses-bad-arguments',
      says: 'the last lines are cut off by a count from the end, by which none of them are all',
      source: ['durability:Q14'],
    },
    (inner) => ({
      tail: (scope, log, query) => inner.tail(scope, log, query?.lines === 0 ? {} : query),
    }),
  ),
]

/** Faults about logs that came to harm. */
export const corruptMutants: readonly Mutant[] = [
  logMutant(
    'corrupt-is-absent',
    {
      law: 'logs/corrupt-is-no-absence',
      says: 'a log that cannot be read is taken for absent',
      source: ['durability:A14'],
    },
    failingTail('CORRUPT', () => ({ status: 'absent' })),
  ),
  logMutant(
    'corrupt-is-empty',
    {
      law: 'logs/corrupt-is-no-absence',
      says: 'a log that cannot be read is shown without a byte',
      source: ['durability:Q15'],
    },
    failingTail('CORRUPT', () => ({ ...empty })),
  ),
  logMutant(
    'corrupt-is-uncoded',
    {
      law: 'logs/corrupt-is-no-absence',
      says: 'what the reader of entries throws is handed on as it is, so that no caller can tell it from a fault of its own',
      source: ['durability:A14'],
    },
    failingTail('CORRUPT', (error) => {
      throw new RangeError('Attempt to access memory outside buffer bounds', { cause: error })
    }),
  ),
]
