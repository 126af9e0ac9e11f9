/** The generators of logs: what they draw, and that no judge condemns what sound logs make of it. */
import { describe, expect, it } from 'vitest'
import type { Judge } from '../../../../../contracts/index.ts'
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
import type { Named } from '../../drawing.ts'
import { drawsAsAsked, shape } from '../../drawing.ts'
import { claims } from './calls.ts'
import { played } from './sound.ts'

const generators: Named<LogCommand> = [
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

drawsAsAsked(generators)

describe.each(generators)('a generator of %s', (_, scripts) => {
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
