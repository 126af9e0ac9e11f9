/** Known-bad locks that keep what belongs to their callers, or hand out what is theirs. */
import type { Mutant } from '../contract.ts'
import type { Identity } from '../values.ts'
import { kept } from '../wrap.ts'
import type { LockSnapshot } from './port.ts'
import { lockMutant } from './wrap.ts'

const law = 'locks/store-keeps-its-own'

/** Faults of rows that belong to somebody else. */
export const ownershipMutants: readonly Mutant[] = [
  lockMutant(
    'keeps-live-owner',
    {
      law,
      says: 'the identity of the owner is kept as it is, and changes when its caller uses it again',
      source: ['cache:D18'],
    },
    (inner, ground) => {
      const owners = kept(ground, 'owners', () => new Map<string, Identity>())
      return {
        async acquire(name, options) {
          const answer = await inner.acquire(name, options)
          if (answer.status === 'acquired') owners.set(name, options.owner)
          return answer
        },
        async inspect(name) {
          const found = await inner.inspect(name)
          const owner = owners.get(name)
          return found.status === 'held' && owner ? { ...found, lock: { ...found.lock, owner } } : found
        },
      }
    },
  ),
  lockMutant(
    'hands-out-live-row',
    {
      law,
      says: 'who looks at a lock twice gets the same row, and sees what was made of it in between',
      source: ['cache:D18'],
    },
    (inner, ground) => {
      const rows = kept(ground, 'rows', () => new Map<number, LockSnapshot>())
      return {
        async inspect(name) {
          const found = await inner.inspect(name)
          if (found.status === 'free') return found
          const { token } = found.lock
          const row = rows.get(token) ?? found.lock
          rows.set(token, row)
          return { ...found, lock: row }
        },
      }
    },
  ),
]
