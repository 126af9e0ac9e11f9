/** The generators of tasks: what they draw, and that no judge condemns what sound tasks make of it. */
import { describe, expect, it } from 'vitest'
import type { Generator, Judge } from '../../../../../contracts/index.ts'
import { anyValue } from '../../../../../contracts/repository/generate.ts'
import {
  ages,
  carried,
  everyMove,
  focused,
  generations,
  lapses,
  pausedOwner,
  queues,
  tasksCommands,
  zombie,
} from '../../../../../contracts/repository/tasks/commands.ts'
import { races } from '../../../../../contracts/repository/tasks/generate.ts'
import {
  cycles,
  feeds,
  graphs,
  scrambles,
  siblings,
  submissions,
} from '../../../../../contracts/repository/tasks/graphs/generate.ts'
import {
  feedSkipsNothing,
  oneWorkerEach,
  tokensRise,
  unblockedOnce,
} from '../../../../../contracts/repository/tasks/judges.ts'
import { taskMarks } from '../../../../../contracts/repository/tasks/marks.ts'
import { tasksModel } from '../../../../../contracts/repository/tasks/model.ts'
import { resolve } from '../../../../../contracts/repository/tasks/moves.ts'
import type { TaskCommand } from '../../../../../contracts/repository/tasks/moves.ts'
import { tasksPort } from '../../../../../contracts/repository/tasks/port.ts'
import { modelJudge } from '../../../../../src/harness/linearizability/judge.ts'
import type { Named } from '../../drawing.ts'
import { drawsAsAsked, shape } from '../../drawing.ts'
import { claims } from './calls.ts'
import { played } from './sound.ts'

const generators: Named<TaskCommand> = [
  ['all moves', tasksCommands.scripts],
  ['some moves', focused({ calls: ['claim', 'end', 'get'] })],
  ['every move', everyMove],
  ['values', carried(anyValue)],
  ['queues', queues],
  ['zombies', zombie],
  ['paused owners', pausedOwner],
  ['lapses', lapses],
  ['generations', generations],
  ['ages', ages],
  ['races', races],
  ['graphs', graphs],
  ['siblings', siblings],
  ['cycles', cycles],
  ['submissions', submissions],
  ['feeds', feeds],
  ['scrambles', scrambles],
]

drawsAsAsked(generators)

describe.each(generators)('a generator of %s', (_, scripts) => {
  it('draws moves whose arguments the port takes', () => {
    for (const step of scripts(shape, 5, 50).flat()) {
      const call = 'does' in step ? resolve(step.does, [], claims) : undefined
      if (call) expect(() => tasksPort.methods[call.method]?.(call.args, {})).not.toThrow()
    }
  })

  it('is never condemned by the model for what sound tasks make of it', async () => {
    const judge = modelJudge(tasksModel, claims)
    for (const script of scripts({ ...shape, actors: 2, steps: 12 }, 1, 60)) {
      const broken = judge(await played(script))
      expect(broken, JSON.stringify(script)).toBeUndefined()
    }
  })
})

describe('what sound tasks do', () => {
  it.each<[string, Generator<TaskCommand>, Judge]>([
    ['one worker each', scrambles, oneWorkerEach],
    ['tokens rise', generations, tokensRise],
    ['the feed skips nothing', feeds, feedSkipsNothing],
    ['siblings let go once', siblings, unblockedOnce],
  ])('is never condemned by: %s', async (_, scripts, judge) => {
    for (const script of scripts({ ...shape, actors: 2, steps: 12 }, 1, 100)) {
      const broken = judge(await played(script))
      expect(broken, JSON.stringify(script)).toBeUndefined()
    }
  })

  it('reaches every state that is worth reaching', async () => {
    const reached = new Set<string>()
    for (const [, scripts] of generators)
      for (const script of scripts({ ...shape, actors: 2, steps: 12 }, 1, 60))
        for (const mark of taskMarks(await played(script))) reached.add(mark)
    const ends = ['attempts-out', 'bounced', 'cancelled', 'cascaded', 'completed', 'failed', 'retried', 'unblocked']
    const answers = ['absent', 'claimed-again', 'cycle', 'elsewhere', 'known', 'lost', 'missing', 'none', 'superseded']
    const sweeps = ['hostile-id', 'nothing-to-do', 'pruned', 'revived', 'stalled', 'stalls-out', 'timed-out', 'told']
    expect([...ends, ...answers, ...sweeps].filter((mark) => !reached.has(mark))).toEqual([])
  })
})
