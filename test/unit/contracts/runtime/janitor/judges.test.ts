import { describe, expect, it } from 'vitest'
import type { Event, History, Outcome } from '../../../../../contracts/index.ts'
import { lettingGoLeavesNothing, noRowDangles, nothingIsLeft } from '../../../../../contracts/runtime/janitor/judges.ts'

const row = { scope: { tenant: 't' }, key: { task: 'a', input: 'i' } }
const lost: Outcome = { status: 'unknown', why: 'killed' }

function ok(value: unknown): Outcome {
  return { status: 'ok', value }
}

/** A history of calls one after the other; each at its time. */
function history(
  ...calls: readonly (readonly [method: string, scene: object, outcome: Outcome, atMs: number])[]
): History {
  return calls.map(([method, scene, outcome, atMs], at): Event => {
    const call = { port: 'janitor', method, args: [scene as never] }
    const returned = outcome.status === 'unknown' ? Infinity : 2 * at + 1
    return { actor: 0, call, outcome, invoked: 2 * at, returned, fromMs: atMs, toMs: atMs }
  })
}

const put = ['put', { ...row, token: 1, blobs: [1] }] as const
const sweep = ['sweep', { graceMs: 100 }, ok({ blobs: 0, writes: 0 })] as const
const look = (place: object): readonly [string, object, Outcome] => ['look', {}, ok({ rows: [], orphans: 0, ...place })]

describe('the judge of orphans', () => {
  it('finds what a last sweep left, when all else is older than its grace', () => {
    const left = history([...put, lost, 0], [...sweep, 100], [...look({ orphans: 1 }), 100])
    expect(nothingIsLeft(left)).toMatchObject({ at: 2, observed: /^1 blobs/ })
    expect(nothingIsLeft(history([...put, lost, 0], [...sweep, 100], [...look({ temps: 1 }), 100]))).toMatchObject({
      at: 2,
    })
  })

  it('says nothing of what may be younger, or came after the sweep', () => {
    expect(nothingIsLeft(history([...put, lost, 0], [...sweep, 99], [...look({ orphans: 1 }), 99]))).toBeUndefined()
    const after = history([...sweep, 100], [...put, lost, 100], [...look({ orphans: 1 }), 300])
    expect(nothingIsLeft(after)).toBeUndefined()
    expect(nothingIsLeft(history([...put, lost, 0], [...look({ orphans: 1 }), 100]))).toBeUndefined()
  })

  it('finds a row that dangles whenever it is shown', () => {
    const dangling = { status: 'hit', token: 1, blobs: ['whole', 'absent'] }
    expect(noRowDangles(history(['get', row, ok(dangling), 0]))).toMatchObject({ at: 0 })
    expect(nothingIsLeft(history([...look({ rows: [dangling] }), 0]))).toMatchObject({ at: 0 })
    expect(noRowDangles(history(['get', row, ok({ status: 'miss' }), 0]))).toBeUndefined()
  })

  it('takes no failure for an answer', () => {
    const failed: Outcome = { status: 'fail', error: { name: 'Error', message: 'no' } }
    expect(nothingIsLeft(history([...put, failed, 0]))).toMatchObject({ at: 0, expected: 'an answer' })
  })

  it('wants no sweep where nothing overlaps and nothing was cut off', () => {
    const stored = ok({ status: 'stored' })
    expect(lettingGoLeavesNothing(history([...put, stored, 0], [...look({ orphans: 1 }), 0]))).toMatchObject({ at: 1 })
    expect(lettingGoLeavesNothing(history([...put, stored, 0], [...look({}), 0]))).toBeUndefined()
  })
})
