/** The moves of logs: the calls that they make, what is simpler, and what is looked for at the end. */
import { describe, expect, it } from 'vitest'
import { logsCommands } from '../../../../../contracts/repository/logs/commands.ts'
import { beside, log, plainLogs } from '../../../../../contracts/repository/logs/logs.ts'
import { clockCall, probes, resolve, simpler } from '../../../../../contracts/repository/logs/moves.ts'
import type { LogCommand, PartRecipe } from '../../../../../contracts/repository/logs/moves.ts'
import { history } from '../../written.ts'
import { absent, ageless, answer, append, call, claims, lost, sealed } from './calls.ts'

const part: PartRecipe = { stream: 'out', latin1: 'ab', times: 2 }

function appends(by: number, parts: readonly PartRecipe[] = [part]): LogCommand {
  return { call: 'append', ...log, by, parts }
}

describe('a move', () => {
  it('makes its call, with the bytes of its recipe', () => {
    expect(resolve(appends(0), [], claims)).toEqual({
      port: 'logs',
      method: 'append',
      args: [{ ...log, seq: 1, parts: [{ stream: 'out', latin1: 'abab' }] }],
    })
    expect(resolve({ call: 'tail', ...log, lines: 3 }, [], claims)?.args).toEqual([{ ...log, lines: 3 }])
    expect(resolve({ call: 'seal', ...log }, [], claims)?.args).toEqual([log])
    expect(resolve({ call: 'drop', ...log }, [], claims)?.args).toEqual([log])
    expect(resolve({ call: 'prune', olderThanMs: 5 }, [], claims)?.args).toEqual([{ olderThanMs: 5 }])
  })

  it('prunes nothing where no ages are claimed', () => {
    expect(resolve({ call: 'prune', olderThanMs: 5 }, [], ageless)).toBeUndefined()
  })

  it('counts from the number that was told last', () => {
    const events = history({ call: append(1), value: answer('appended', 2) }, { call: append(2), outcome: lost })
    const seqOf = (by: number, of = events): unknown =>
      (resolve(appends(by), of, claims)?.args[0] as { seq?: number } | undefined)?.seq
    // What was lost is sent again.
    expect([seqOf(0), seqOf(1), seqOf(-1), seqOf(-9)]).toEqual([2, 3, 1, 1])
    expect(
      seqOf(
        0,
        history(
          { call: append(1), value: answer('appended', 2) },
          { call: call('drop'), value: { status: 'dropped' } },
        ),
      ),
    ).toBe(1)
    expect(seqOf(0, history({ call: call('tail'), value: absent }))).toBe(1)
    const elsewhere = { ...append(1), args: [{ ...beside, seq: 1, parts: [] }] }
    expect(seqOf(0, history({ call: elsewhere, value: answer('appended', 2) }))).toBe(1)
  })

  it('gets simpler by its log, its limit and its parts, and comes to an end', () => {
    const [, , , , other = log] = plainLogs
    expect(simpler({ call: 'seal', ...other })).toEqual([{ call: 'seal', ...log }])
    expect(simpler({ call: 'tail', ...beside })).toEqual([{ call: 'tail', ...log }])
    expect(simpler({ call: 'prune', olderThanMs: 5 })).toEqual([])
    const limited: LogCommand = { ...log, call: 'append', by: 0, parts: [part], limitBytes: 1_024 }
    expect(simpler(limited)).toContainEqual(appends(0))
    const err: PartRecipe = { stream: 'err', latin1: 'a', times: 1 }
    expect(simpler(appends(0, [part, err]))).toEqual([
      appends(0, [err]),
      appends(0, [part]),
      appends(0, [{ ...part, times: 1 }, err]),
      appends(0, [{ ...part, latin1: 'b' }, err]),
      appends(0, [part, { ...err, stream: 'out' }]),
    ])
    expect(simpler(appends(0, [{ stream: 'out', latin1: 'a', times: 1 }]))).toEqual([])
  })
})

describe('the reads at the end of a case', () => {
  it('look for every log that was touched, once', () => {
    const events = history(
      { call: append(1), value: answer('appended', 2) },
      { call: call('seal', { ...beside }), value: sealed(1) },
      { call: call('tail', { lines: 2 }), value: absent },
      { call: call('prune', { olderThanMs: 0 }), value: { logs: 0 } },
    )
    expect(probes(events).map(({ method, args }) => [method, args[0]])).toEqual([
      ['tail', log],
      ['tail', beside],
    ])
  })
})

describe('the call that tells the time', () => {
  it('is a seal, read for when it came', () => {
    expect(clockCall.method).toBe('seal')
    expect(logsCommands.clock?.read(sealed(1, 5))).toBe(5)
    expect(logsCommands.clock?.read({ status: 'sealed' })).toBeUndefined()
    expect(logsCommands.clock?.read(null)).toBeUndefined()
  })
})
