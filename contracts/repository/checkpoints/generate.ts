/** A run that is paused and superseded meanwhile, runs to which errors come, and appends of many items. */
import * as fc from 'fast-check'
import type { Generator, Script, StruckCall } from '../../lab.ts'
import { generator } from '../../generate.ts'
import type { CheckpointCommand } from './moves.ts'

const key = 'a'

/** Each mutator of a run, by the epoch that is the `back`-th newest. */
function mutatorsOf(back: number): readonly CheckpointCommand[] {
  return [
    { call: 'append', key, back, items: ['y'] },
    { call: 'fail', key, back, items: ['x', 'z'] },
    { call: 'replace', key, back, items: ['y', 'z'] },
    { call: 'finish', key, back },
  ]
}

const own = mutatorsOf(0)

/** The call in which the run is paused. */
export const pausedCall: StruckCall = { actor: 0, call: 3 }

/**
 * The six steps for runs: one begins and does an item; it is paused, between two calls or in the next one; another begins,
 * and is the only one from then on; it writes; the first one goes on; and then it tries every mutator by its old epoch.
 */
export const pausedRun: Generator<CheckpointCommand> = generator(({ actors }) =>
  fc
    .record({
      paused: fc.constantFrom(...own),
      write: fc.constantFrom(...own),
      tries: fc.shuffledSubarray([...mutatorsOf(1)], { minLength: 4, maxLength: 4 }),
    })
    .map(({ paused, write, tries }): Script<CheckpointCommand> => {
      const other = actors - 1
      return [
        { actor: 0, does: { call: 'begin', key, pin: 'p' } },
        { actor: 0, does: { call: 'append', key, back: 0, items: ['x'] } },
        { actor: 0, does: paused },
        { actor: other, does: { call: 'begin', key, pin: 'q' } },
        { actor: other, does: write },
        ...tries.map((does) => ({ actor: 0, does })),
        { actor: other, does: { call: 'inspect', key } },
      ]
    }),
)

/** A run in which an item is done, and then every move on it as often as any other: what errors are brought to. */
export const everyMove: Generator<CheckpointCommand> = generator(({ actors, steps }) => {
  const does = fc.constantFrom<CheckpointCommand>(
    ...own.slice(0, 3),
    ...own,
    { call: 'begin', key, pin: 'q' },
    { call: 'inspect', key },
    { call: 'inspect', key },
    { call: 'purge', idleMs: 0 },
  )
  const rest = fc.array(fc.record({ actor: fc.nat({ max: actors - 1 }), does }), { maxLength: Math.max(1, steps - 2) })
  return rest.map((later): Script<CheckpointCommand> => [
    { actor: 0, does: { call: 'begin', key, pin: 'p' } },
    { actor: 0, does: { call: 'append', key, back: 0, items: ['x'] } },
    ...later,
  ])
})

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
