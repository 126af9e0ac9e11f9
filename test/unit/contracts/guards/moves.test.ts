import { describe, expect, it } from 'vitest'
import type { Claims } from '../../../../contracts/index.ts'
import { guardMarks } from '../../../../contracts/guards/marks.ts'
import { besideLocks, guardedCommands } from '../../../../contracts/guards/moves.ts'
import { logsCommands } from '../../../../contracts/repository/logs/commands.ts'
import { log } from '../../../../contracts/repository/logs/logs.ts'
import { logsPort } from '../../../../contracts/repository/logs/port.ts'
import { outputsCommands } from '../../../../contracts/repository/outputs/commands.ts'
import { outputsModel } from '../../../../contracts/repository/outputs/model.ts'
import { outputsPort } from '../../../../contracts/repository/outputs/port.ts'
import { key, run } from '../../../../contracts/repository/outputs/rows.ts'
import { fencedPut, granted, put, released } from './histories.ts'

const claims: Claims = { survives: 'session', sharing: 'thread', ports: {} }
const outputs = guardedCommands(outputsPort, outputsCommands)
const logs = guardedCommands(logsPort, logsCommands)
const history = [granted(1, [0, 1], 0), granted(1, [2, 3], 1, 'h'), granted(2, [4, 5], 1), put(2, [6, 7])]
const guard = { lock: 'g', token: 2 }

describe('a move under a guard', () => {
  it('has the token that its owner was granted last of the lock', () => {
    const does = { call: 'delete', scope: run, key } as const
    const by = (owner: number, lock: string): unknown =>
      outputs.resolve({ under: { lock, owner }, does }, history, claims)?.args.at(-1)
    expect(by(0, 'g')).toEqual({ guard: { lock: 'g', token: 1 } })
    expect(by(1, 'g')).toEqual({ guard })
    expect(by(1, 'h')).toEqual({ guard: { lock: 'h', token: 1 } })
    expect(by(2, 'g')).toEqual({ guard: { lock: 'g', token: expect.any(Number) as number } })
  })

  it('has it among its options, or in its scene', () => {
    const under = { lock: 'g', owner: 1 }
    expect(outputs.resolve({ under, does: { call: 'prune', olderThanMs: 3 } }, history, claims)?.args).toEqual([
      { olderThanMs: 3, guard },
    ])
    expect(outputs.resolve({ under, does: { call: 'put', scope: run, key, value: 1 } }, history, claims)?.args).toEqual(
      [run, key, 1, { guard }],
    )
    expect(logs.resolve({ under, does: { call: 'seal', ...log } }, history, claims)?.args).toEqual([{ ...log, guard }])
  })

  it('is made simpler as the move is, and keeps its guard', () => {
    const under = { lock: 'g', owner: 1 }
    const simple = outputs.simpler({ under, does: { call: 'delete', scope: run, key } })
    expect(simple.length).toBeGreaterThan(0)
    expect(simple.every((move) => 'under' in move && move.under === under)).toBe(true)
  })
})

describe('a move of locks among those of a port', () => {
  it('goes to the locks, and is none of what the port is asked about', () => {
    const taking = { call: 'acquire', name: 'g', owner: 1, ttlMs: 50, graceMs: 0, heartbeatMs: 10 } as const
    expect(outputs.resolve({ locks: taking }, history, claims)).toMatchObject({ port: 'locks', method: 'acquire' })
    expect(outputs.probes([granted(1, [0, 1])], claims)).toEqual([])
    expect(besideLocks(outputsModel).concerns(granted(1, [0, 1]).call, {})).toEqual({
      everywhere: false,
      partitions: [],
    })
  })
})

describe('the marks of guards', () => {
  it('tell of writes that were let through and refused, and of holders that were overtaken', () => {
    expect(guardMarks([granted(1, [0, 1]), put(1, [2, 3])])).toEqual(['under-guard'])
    expect(guardMarks([granted(1, [0, 1]), granted(2, [2, 3], 1), fencedPut(1, [4, 5])])).toEqual([
      'overtaken',
      'fenced',
      'fenced put',
    ])
    expect(guardMarks([granted(1, [0, 1]), released(1, [2, 3]), granted(2, [4, 5])])).toEqual([])
  })

  it('tell of a write behind the end of a lease that nobody took over', () => {
    const late = { ...put(1, [2, 3]), fromMs: 1_070, toMs: 1_070 }
    expect(guardMarks([granted(1, [0, 1]), late])).toEqual(['under-guard', 'held-though-lapsed'])
  })
})
