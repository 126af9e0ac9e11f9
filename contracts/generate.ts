/** Generators from fast-check: with the `generate.ts` and `commands.ts` of contracts the only files that know it. */
import * as fc from 'fast-check'
import type { Generator, Script, Shape, Step } from './lab.ts'

/** Jumps of the clock that fit the durations which a contract uses. */
export interface Turns {
  readonly turns: fc.Arbitrary<number>
}

/** A generator of scripts whose steps are drawn one by one: commands for the most part, with turns and reopens between. */
export function mixed<Command>(command: (shape: Shape) => fc.Arbitrary<Command>, turns: Turns): Generator<Command> {
  return generator((shape) => mixedScript(shape, command(shape), turns))
}

/** One such script, for a generator that first draws what its commands are about. */
export function mixedScript<Command>(
  shape: Shape,
  command: fc.Arbitrary<Command>,
  { turns }: Turns,
): fc.Arbitrary<Script<Command>> {
  const actor = fc.nat({ max: shape.actors - 1 })
  const steps: fc.WeightedArbitrary<Step<Command>>[] = [{ weight: 8, arbitrary: fc.record({ actor, does: command }) }]
  if (shape.turns) steps.push({ weight: 2, arbitrary: turns.map((turn) => ({ turn })) })
  if (shape.reopen) steps.push({ weight: 1, arbitrary: actor.map((reopen) => ({ reopen })) })
  return fc.array(fc.oneof(...steps), { minLength: Math.min(2, shape.steps), maxLength: shape.steps })
}

/**
 * A generator from whole scripts, e.g. a template with random parts. Without turns in the shape, turns are left out, but
 * for those of 0 ms, at which the clock stays.
 */
export function generator<Command>(scripts: (shape: Shape) => fc.Arbitrary<Script<Command>>): Generator<Command> {
  return (shape, seed, count) => {
    const drawn = fc.sample(scripts(shape), { seed, numRuns: count })
    return drawn.map((script) => script.filter((step) => fits(step, shape)))
  }
}

/** What is raced: how it begins, by one actor alone, and what all do then, on few things. */
export interface Raced<Command> {
  readonly before: fc.Arbitrary<Script<Command>>
  readonly changes: fc.Arbitrary<Command>
  readonly reads: fc.Arbitrary<Command>
}

/**
 * Scripts of which every actor has a part. After a barrier all start together, most of them with one of two changes, so
 * that the same is done twice at once as often as two things that exclude each other.
 */
export function raced<Command>({ before, changes, reads }: Raced<Command>): Generator<Command> {
  const later = fc.oneof({ weight: 1, arbitrary: changes }, { weight: 1, arbitrary: reads })
  return generator(({ actors, steps, reopen }) => {
    const actor = fc.nat({ max: actors - 1 })
    const moves: fc.WeightedArbitrary<Step<Command>>[] = [
      { weight: 8, arbitrary: fc.record({ actor, does: later }) },
      { weight: reopen ? 2 : 0, arbitrary: actor.map((index) => ({ reopen: index })) },
    ]
    const more = fc.array(fc.oneof(...moves), { maxLength: Math.max(0, steps - actors) })
    const together = fc.tuple(changes, changes).chain((two) => {
      const first = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...two) }, { weight: 1, arbitrary: reads })
      return fc.tuple(...Array.from({ length: actors }, () => first))
    })
    return fc
      .tuple(before, together, more)
      .map(([alone, firsts, rest]): Script<Command> => [
        ...alone,
        { turn: 0 },
        ...firsts.map((does, index) => ({ actor: index, does })),
        ...rest,
      ])
  })
}

/** A passage of a script. */
export type Passage<Command> = fc.Arbitrary<Script<Command>>

/** What scripts of a contract are put together of. */
export interface Passages<Command> {
  /** one passage after the other */
  readonly inTurn: (...passages: readonly Passage<Command>[]) => Passage<Command>
  /** a move by any of the actors */
  readonly byAny: (shape: Shape, does: fc.Arbitrary<Command>) => Passage<Command>
  /** a move by this actor */
  readonly by: (actor: number, does: fc.Arbitrary<Command> | Command) => Passage<Command>
  /** the clock goes on by one of these, ms */
  readonly turning: (...ms: readonly number[]) => Passage<Command>
  /** a passage, up to so often */
  readonly upTo: (times: number, passage: Passage<Command>) => Passage<Command>
}

/** These for commands that say what is called. */
export function passagesOf<Command extends { readonly call: string }>(): Passages<Command> {
  return {
    inTurn: (...passages) => fc.tuple(...passages).map((all) => all.flat()),
    byAny: ({ actors }, does) => fc.record({ actor: fc.nat({ max: actors - 1 }), does }).map((step) => [step]),
    by(actor, does) {
      const drawn = 'call' in does ? fc.constant(does) : does
      return drawn.map((move) => [{ actor, does: move }])
    },
    turning: (...ms) => fc.constantFrom(...ms).map((turn) => [{ turn }]),
    upTo: (times, passage) =>
      fc.array(passage, { minLength: 1, maxLength: Math.max(1, times) }).map((all) => all.flat()),
  }
}

/** Scripts of several generators, one of each after the other. */
export function inTurns<Command>(...generators: readonly Generator<Command>[]): Generator<Command> {
  return (shape, seed, count) => {
    const drawn = generators.map((draw) => draw(shape, seed, count))
    return Array.from({ length: count }, (_, at) => drawn[at % drawn.length]?.[at] ?? [])
  }
}

function fits<Command>(step: Step<Command>, shape: Shape): boolean {
  if ('turn' in step) return shape.turns || step.turn === 0
  return 'reopen' in step ? shape.reopen : true
}
