/** The generators of logs: what they draw, and that no judge condemns what sound logs make of it. */
import { describe, expect, it } from 'vitest'
import type { Generator, Judge, Shape } from '../../../../../contracts/index.ts'
import {
  alike,
  anyAsk,
  anyTurn,
  bytesAndLimits,
  characters,
  empties,
  everyMove,
  focused,
  limited,
  logsCommands,
  prunings,
  races,
  tailsByBytes,
  tailsByLines,
} from '../../../../../contracts/repository/logs/commands.ts'
import { pruningsAreCounted } from '../../../../../contracts/repository/logs/judges.ts'
import { beside, log } from '../../../../../contracts/repository/logs/logs.ts'
import { logsModel } from '../../../../../contracts/repository/logs/model.ts'
import type { LogCommand } from '../../../../../contracts/repository/logs/moves.ts'
import { modelJudge } from '../../../../../src/harness/linearizability/judge.ts'
import { claims } from './calls.ts'
import { played } from './sound.ts'

const shape: Shape = { actors: 3, steps: 8, reopen: true, turns: true }

const generators: readonly (readonly [string, Generator<LogCommand>])[] = [
  ['all moves', logsCommands.scripts],
  ['some moves', focused({ calls: ['append', 'tail', 'seal'], by: anyTurn, asks: anyAsk })],
  ['moves on names that look alike', alike({ calls: ['append', 'tail', 'drop'] }, 'names')],
  ['moves on scopes that look alike', alike({ calls: ['append', 'tail', 'drop'] }, 'scopes')],
  ['tails by lines', tailsByLines],
  ['tails by bytes', tailsByBytes],
  ['split characters', characters],
  ['bytes and limits', bytesAndLimits],
  ['limits', focused(limited, [log, beside])],
  ['entries without bytes', empties],
  ['prunings', prunings],
  ['races', races],
  ['every move', everyMove],
]

describe.each(generators)('a generator of %s', (_, scripts) => {
  it('gives the same scripts for the same seed, and others for another', () => {
    expect(scripts(shape, 5, 20)).toEqual(scripts(shape, 5, 20))
    expect(scripts(shape, 6, 20)).not.toEqual(scripts(shape, 5, 20))
  })

  it('gives as many scripts as were asked for, of plain data that survives its text', () => {
    const drawn = scripts(shape, 5, 50)
    expect(drawn).toHaveLength(50)
    expect(drawn.every((script) => script.length > 0)).toBe(true)
    expect(JSON.parse(JSON.stringify(drawn))).toEqual(drawn)
  })

  it('names only actors that there are', () => {
    for (const actors of [1, 2, 3, 4]) {
      const steps = scripts({ ...shape, actors }, 5, 50).flat()
      const named = steps.flatMap((step) => ('turn' in step ? [] : 'reopen' in step ? [step.reopen] : [step.actor]))
      expect(Math.max(...named)).toBeLessThan(actors)
    }
  })

  it('leaves out turns and reopens where none may come, and is content with one step', () => {
    const steps = scripts({ actors: 1, steps: 1, reopen: false, turns: false }, 5, 50).flat()
    expect(steps.filter((step) => !('does' in step) && !('turn' in step && step.turn === 0))).toEqual([])
  })

  it('makes nothing of sound logs that their model refuses', async () => {
    const model: Judge = modelJudge(logsModel, claims)
    for (const script of scripts({ ...shape, actors: 2, steps: 12 }, 1, 60)) {
      const broken = model(await played(script))
      expect(broken && `${JSON.stringify(script)}: ${broken.expected}, and not ${broken.observed}`).toBeUndefined()
    }
  })
})

describe('what sound logs do', () => {
  it('is never condemned for its count', async () => {
    for (const script of prunings({ ...shape, actors: 2 }, 1, 200))
      expect(pruningsAreCounted(await played(script))).toBeUndefined()
  })
})
