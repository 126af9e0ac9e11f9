/** The generators of outputs: what they draw, and that no judge condemns what sound outputs make of it. */
import { describe, expect, it } from 'vitest'
import type { Generator, Judge } from '../../../../../contracts/index.ts'
import { anyValue, blobValue, largeValue } from '../../../../../contracts/repository/generate.ts'
import {
  alike,
  focused,
  outputsCommands,
  overwrites,
  races,
  removals,
  roundTrips,
} from '../../../../../contracts/repository/outputs/commands.ts'
import {
  acknowledgedIsFound,
  ownRowsOnly,
  removalsAreCounted,
} from '../../../../../contracts/repository/outputs/judges.ts'
import { outputsModel } from '../../../../../contracts/repository/outputs/model.ts'
import type { OutputCommand } from '../../../../../contracts/repository/outputs/moves.ts'
import { outputsPort } from '../../../../../contracts/repository/outputs/port.ts'
import {
  alikeKeys,
  alikeRuns,
  alikeScopes,
  crossed,
  plainKeys,
  plainScopes,
} from '../../../../../contracts/repository/outputs/rows.ts'
import { resolve } from '../../../../../contracts/repository/outputs/moves.ts'
import { modelJudge } from '../../../../../src/harness/linearizability/judge.ts'
import type { Named } from '../../drawing.ts'
import { drawsAsAsked, shape } from '../../drawing.ts'
import { claims } from './calls.ts'
import { played } from './sound.ts'

const rows = crossed(plainScopes, plainKeys)

const generators: Named<OutputCommand> = [
  ['all moves', outputsCommands.scripts],
  ['some moves', focused({ calls: ['put', 'get', 'delete'] }, rows)],
  ['moves on keys that look alike', alike({ calls: ['put', 'get'] }, alikeKeys)],
  ['moves on scopes that look alike', alike({ calls: ['put', 'get', 'keys'] }, alikeScopes)],
  ['round trips', roundTrips(anyValue)],
  ['overwrites', overwrites],
  ['clearings', removals('clear', alikeRuns)],
  ['prunings', removals('prune', [rows])],
  ['races', races],
]

drawsAsAsked(generators)

describe.each(generators)('a generator of %s', (_, scripts) => {
  it('draws moves whose arguments the port takes', () => {
    for (const step of scripts(shape, 5, 50).flat()) {
      const call = 'does' in step ? resolve(step.does, [], claims) : undefined
      if (call) expect(() => outputsPort.methods[call.method]?.(call.args, {})).not.toThrow()
    }
  })
})

/** The first script that the judge condemns, though it was played on sound outputs. */
async function condemned(scripts: Generator<OutputCommand>, judge: Judge): Promise<string | undefined> {
  for (const script of scripts({ ...shape, actors: 2, steps: 12 }, 1, 200)) {
    const broken = judge(await played(script))
    if (broken) return `${JSON.stringify(script)}: ${broken.expected}, and not ${broken.observed}`
  }
  return undefined
}

const model = modelJudge(outputsModel, claims)

describe('what sound outputs do', () => {
  it.each<[string, Generator<OutputCommand>, Judge]>([
    ['rows give what was put into them', focused({ calls: ['put', 'get', 'delete'] }, rows), ownRowsOnly],
    ['what was acknowledged is found', outputsCommands.scripts, acknowledgedIsFound],
    ['removals are counted', removals('clear', alikeRuns), removalsAreCounted],
    ['removals are counted', removals('prune', [rows]), removalsAreCounted],
    ['the model', outputsCommands.scripts, model],
    ['the model', alike({ calls: ['put', 'get', 'delete', 'keys', 'clear'] }, alikeScopes), model],
    ['the model', roundTrips(blobValue), model],
    ['the model', overwrites, model],
  ])('is never condemned by: %s', async (_, scripts, judge) => {
    expect(await condemned(scripts, judge)).toBeUndefined()
  })

  it('is never condemned for large values', async () => {
    for (const script of roundTrips(largeValue)({ ...shape, steps: 2 }, 1, 5))
      expect(model(await played(script))).toBeUndefined()
  })
})
