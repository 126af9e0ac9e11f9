/** Scripts of appends with more items than a store writes in one batch. */
import * as fc from 'fast-check'
import type { Generator, Script } from '../../lab.ts'
import { generator } from '../../generate.ts'
import type { CheckpointCommand } from './moves.ts'

const key = 'a'

/** A run, and appends to it of some hundred items each; where two meet, some of the items of the second are known. */
export const largeAppends: Generator<CheckpointCommand> = generator(({ actors }) => {
  const append = fc
    .record({
      actor: fc.nat({ max: actors - 1 }),
      first: fc.constantFrom(1, 101),
      count: fc.constantFrom(101, 250, 300),
    })
    .map(({ actor, first, count }) => {
      const items = [{ first, last: first + count - 1 }]
      return { actor, does: { call: 'append' as const, key, back: 0, items } }
    })
  return fc
    .array(append, { minLength: 1, maxLength: 2 })
    .map((appends): Script<CheckpointCommand> => [{ actor: 0, does: { call: 'begin', key, pin: 'p' } }, ...appends])
})
