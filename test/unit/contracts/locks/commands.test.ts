/** The generators of locks: what they draw, and that no judge condemns what sound locks make of it. */
import { describe, expect, it } from 'vitest'
import type { Generator, Judge } from '../../../../contracts/index.ts'
import {
  contention,
  focused,
  generations,
  locksCommands,
  lookAlikes,
  races,
  takeover,
} from '../../../../contracts/locks/commands.ts'
import { crowd, lapsing, shared, zombie } from '../../../../contracts/locks/generate.ts'
import { busyIsAValue, notReentrant, oneHolder, tokensRise } from '../../../../contracts/locks/judges.ts'
import { locksModel } from '../../../../contracts/locks/model.ts'
import type { LockCommand } from '../../../../contracts/locks/moves.ts'
import { locksPort } from '../../../../contracts/locks/port.ts'
import type { Named } from '../drawing.ts'
import { drawsAsAsked, shape } from '../drawing.ts'
import { claims, due, fresh } from './calls.ts'
import { played } from './sound.ts'

const holding = focused({ calls: ['acquire', 'renew', 'release'], names: ['a'] })

const generators: Named<LockCommand> = [
  ['all moves', locksCommands.scripts],
  ['some moves', holding],
  ['moves on names that look alike', focused({ calls: ['acquire', 'inspect', 'list'], names: lookAlikes })],
  ['contention', contention],
  ['takeover', takeover],
  ['zombie', zombie],
  ['generations', generations],
  ['races', races],
  ['shared locks', shared(['renew', 'release', 'evict', 'inspect', 'list'])],
  ['slots that lapse', lapsing],
  ['a crowd', crowd],
]

drawsAsAsked(generators)

describe.each(generators)('a generator of %s', (_, scripts) => {
  it('draws moves whose arguments the port takes', async () => {
    for (const script of scripts(shape, 5, 50)) {
      for (const { call } of await played(script)) {
        expect(() => locksPort.methods[call.method]?.(call.args, claims.ports.locks ?? {})).not.toThrow()
      }
    }
  })
})

describe('a focus', () => {
  it('keeps to its calls and names', () => {
    const moves = holding(shape, 5, 100).flatMap((script) =>
      script.flatMap((step) => ('does' in step ? step.does : [])),
    )
    expect(new Set(moves.map(({ call }) => call))).toEqual(new Set(['acquire', 'renew', 'release']))
    expect(new Set(moves.map((move) => 'name' in move && move.name))).toEqual(new Set(['a']))
  })
})

/** The first script that the judge condemns, though it was played on sound locks. */
async function condemned(scripts: Generator<LockCommand>, judge: Judge): Promise<string | undefined> {
  for (const script of scripts({ ...shape, actors: 2, steps: 12, reopen: false }, 1, 2_000)) {
    const broken = judge(await played(script))
    if (broken) return `${JSON.stringify(script)}: ${broken.expected}, and not ${broken.observed}`
  }
  return undefined
}

describe('what sound locks do', () => {
  it.each<[string, Generator<LockCommand>, Judge]>([
    ['one holder', holding, oneHolder],
    ['one holder', contention, oneHolder],
    ['not reentrant', focused({ calls: ['acquire'], names: ['a'] }), notReentrant],
    ['tokens rise', generations, tokensRise],
    ['busy is a value', contention, busyIsAValue],
  ])('is never condemned by the judge of: %s', async (_, scripts, judge) => {
    expect(await condemned(scripts, judge)).toBeUndefined()
  })

  it.each<[string, Generator<LockCommand>]>([
    ['one holder', focused({ calls: ['acquire', 'renew', 'release', 'evict', 'inspect', 'list'], names: ['a'] })],
    ['several holders', shared(['renew', 'release', 'evict', 'inspect', 'list'])],
    ['slots that lapse', lapsing],
  ])('is allowed by the model, call by call: %s', async (_, scripts) => {
    for (const script of scripts(shape, 3, 300)) {
      let state = fresh()
      for (const event of await played(script)) {
        const { call, outcome } = event
        const value = outcome.status === 'ok' ? outcome.value : undefined
        expect(due(state, call, value, event), JSON.stringify(script)).toBe('legal')
        const judged = locksModel.step(state, call, value, event)
        if (judged.legal) state = judged.state
      }
    }
  })
})
