/** Known-bad checkpoints that keep what belongs to their callers, or hand out what is theirs. */
import type { Mutant } from '../../contract.ts'
import type { CheckpointShown } from './port.ts'
import { checkpointMutant, keptByKey, withDone } from './wrap.ts'

const law = 'checkpoints/store-keeps-its-own'

/** The items of the last append of a key, as they were and as their owner has them. */
interface Last {
  given?: { readonly copy: readonly string[]; readonly live: readonly string[] }
}

/** Faults of lists that belong to somebody else. */
export const ownershipMutants: readonly Mutant[] = [
  checkpointMutant(
    'keeps-live-items',
    {
      law,
      says: 'the list of items is kept as it is, and changes when its owner uses it again',
      source: ['cache:D18'],
    },
    (inner, ground) => {
      const last = keptByKey<Last>(ground, 'last items', () => ({}))
      return {
        ...withDone(inner, (done, key) => {
          const { given } = last(key)
          return given ? [...done.filter((item) => !given.copy.includes(item)), ...given.live] : done
        }),
        append(key, epoch, items) {
          last(key).given = { copy: [...items], live: items }
          return inner.append(key, epoch, items)
        },
      }
    },
  ),
  checkpointMutant(
    'hands-out-live-set',
    {
      law,
      says: 'who looks at a run twice gets the same list, and sees what was made of it in between',
      source: ['cache:D18'],
    },
    (inner, ground) => {
      const shown = keptByKey<{ name?: string; answer?: CheckpointShown<string> }>(ground, 'shown', () => ({}))
      return {
        async inspect(key) {
          const found = await inner.inspect(key)
          const known = shown(key)
          const name = JSON.stringify(found)
          if (known.name !== name) Object.assign(known, { name, answer: found })
          return known.answer ?? found
        },
      }
    },
  ),
]
