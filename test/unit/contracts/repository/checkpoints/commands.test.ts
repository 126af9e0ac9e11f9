/** The generators of checkpoints: what they draw, and that nothing condemns what sound checkpoints make of it. */
import { describe, expect, it } from 'vitest'
import type { Claims, Generator, Judge } from '../../../../../contracts/index.ts'
import {
  checkpointsCommands,
  failures,
  focused,
  lookAlikes,
  purging,
  races,
  repins,
  successions,
  together,
  zombie,
} from '../../../../../contracts/repository/checkpoints/commands.ts'
import { largeAppends } from '../../../../../contracts/repository/checkpoints/generate.ts'
import {
  epochsRise,
  progressIsASet,
  purgeCountsRuns,
  supersededChangesNothing,
} from '../../../../../contracts/repository/checkpoints/judges.ts'
import { hostileItems } from '../../../../../contracts/repository/checkpoints/keys.ts'
import { checkpointsModel } from '../../../../../contracts/repository/checkpoints/model.ts'
import type { CheckpointCommand } from '../../../../../contracts/repository/checkpoints/moves.ts'
import { modelJudge } from '../../../../../src/harness/linearizability/judge.ts'
import type { Named } from '../../drawing.ts'
import { drawsAsAsked, shape } from '../../drawing.ts'
import { claims } from './calls.ts'
import { played } from './sound.ts'

const everything = focused({
  calls: ['begin', 'append', 'fail', 'replace', 'finish', 'purge', 'inspect'],
  keys: ['a', 'b'],
  items: ['x', 'y', ...hostileItems],
})

const generators: Named<CheckpointCommand> = [
  ['all moves', checkpointsCommands.scripts],
  ['some moves', everything],
  ['keys that look alike', lookAlikes],
  ['appends at once', together('append')],
  ['failures at once', together('fail')],
  ['appends of many items', largeAppends],
  ['a paused run', zombie],
  ['pins that are discarded', repins],
  ['runs after each other', successions],
  ['items that fail', failures],
  ['runs that are purged', purging],
  ['races', races],
]

drawsAsAsked(generators)

describe.each(generators)('a generator of %s', (_, scripts) => {
  it('gives none without a command, however many steps a script may have', () => {
    for (const steps of [1, 2, 8, 20]) {
      const drawn = scripts({ ...shape, steps }, 5, 30)
      expect(drawn).toHaveLength(30)
      expect(drawn.every((script) => script.some((step) => 'does' in step))).toBe(true)
    }
  })

  it('makes nothing of sound checkpoints that the model does not allow', async () => {
    const judge = modelJudge(checkpointsModel, claims)
    for (const script of scripts(shape, 3, 100)) {
      expect(judge(await played(script)), JSON.stringify(script)).toBeUndefined()
    }
  })
})

/** The first script that the judge condemns, though it was played on sound checkpoints. */
async function condemned(scripts: Generator<CheckpointCommand>, judge: Judge): Promise<string | undefined> {
  for (const script of scripts({ ...shape, steps: 12, reopen: false }, 1, 500)) {
    const broken = judge(await played(script))
    if (broken) return `${JSON.stringify(script)}: ${broken.expected}, and not ${broken.observed}`
  }
  return undefined
}

describe('what sound checkpoints do', () => {
  it.each<[string, Judge]>([
    ['epochs rise', epochsRise],
    ['progress is a set', progressIsASet],
    ['what is superseded changes nothing', supersededChangesNothing],
    ['a purge counts runs', purgeCountsRuns],
  ])('is never condemned by the judge of: %s', async (_, judge) => {
    for (const scripts of [everything, zombie, repins, purging]) expect(await condemned(scripts, judge)).toBeUndefined()
  })
})

it('a purge is among the moves, and is left out where runs are claimed to have no ages', () => {
  const moves = checkpointsCommands.scripts(shape, 1, 300).flat()
  const purge = moves.flatMap((step) => ('does' in step && step.does.call === 'purge' ? [step.does] : []))[0]
  if (!purge) throw new Error('no purge was drawn')
  const ageless: Claims = { ...claims, ports: { checkpoints: { ages: { no: 'no clock' } } } }
  expect(checkpointsCommands.resolve(purge, [], claims)?.method).toBe('purge')
  expect(checkpointsCommands.resolve(purge, [], ageless)).toBeUndefined()
})
