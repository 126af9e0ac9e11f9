import { describe, expect, it } from 'vitest'
import type { Event, Outcome } from '../../../../contracts/index.ts'
import type { Case } from '../../../../src/harness/case.ts'
import { Readings } from '../../../../src/harness/lab/readings.ts'
import type { Ran } from '../../../../src/harness/lab/subject.ts'
import { event, judge, read, write } from '../linearizability/register.ts'

function failed(code: string): Outcome {
  return { status: 'fail', error: { name: 'StoreError', code, message: 'm' } }
}

/** A call of an actor that came to its end in its turn. */
function ended(actor: number, call: Event['call'], at: number, outcome: unknown): Event {
  const made = event(call, outcome, 2 * at, 2 * at + 1, actor)
  return typeof outcome === 'object' ? { ...made, outcome: outcome as Outcome } : made
}

function readings(): Readings {
  return new Readings(judge, () => [])
}

function brokenAt(reader: Readings, action: 'restart' | 'throw', history: readonly Event[], struckIn = 0): unknown {
  const of: Case = { tier: 'T3', actors: 2, script: [], fault: { actor: 0, point: 'p', hit: 1, action } }
  const ran: Ran = { history, fired: true, points: [], choices: [], struckIn }
  return reader.of(of, ran).broken?.at
}

describe('a server that was taken away', () => {
  it('excuses the call in flight, and one call more of each session that was open', () => {
    const history = [
      ended(0, write(1), 0, failed('IO')),
      ended(0, read(), 1, failed('UNREACHABLE')),
      ended(1, read(), 2, failed('IO')),
      ended(1, read(), 3, 1),
      ended(0, read(), 4, 1),
      ended(2, read(), 5, 1),
    ]
    expect(brokenAt(readings(), 'restart', history)).toBeUndefined()
  })

  it.each([
    ['that nobody classified', [ended(0, write(1), 0, failed('UNCLASSIFIED'))], 0],
    ['of a session that has failed once', [0, 1, 2].map((at) => ended(0, read(), at, failed('IO'))), 2],
    ['of a session that was opened afterwards', [ended(0, write(1), 0, 'done'), ended(2, read(), 1, failed('IO'))], 1],
  ] as const)('excuses no failure %s', (_, history, at) => {
    expect(brokenAt(readings(), 'restart', history)).toBe(at)
  })

  it('excuses nothing that came before it', () => {
    const history = [ended(0, read(), 0, failed('IO')), ended(0, read(), 1, 0)]
    expect(brokenAt(readings(), 'restart', history, 1)).toBe(0)
  })

  it('takes nothing along that was acknowledged, and what failed happened as its code says', () => {
    const lost = [ended(0, write(1), 0, 'done'), ended(1, read(), 1, failed('IO')), ended(2, read(), 2, 0)]
    expect(brokenAt(readings(), 'restart', lost)).toBe(2)
    const untrue = [ended(0, write(1), 0, failed('BUSY')), ended(2, read(), 1, 1)]
    expect(brokenAt(readings(), 'restart', untrue)).toBe(1)
  })
})

describe('a law that lets any call fail', () => {
  it('says nothing of calls that fail', () => {
    const reader = readings()
    reader.heed({ scripts: () => [], failures: 'any' })
    const history = [0, 1, 2].map((at) => ended(0, write(1), at, failed('UNCLASSIFIED')))
    expect(brokenAt(reader, 'restart', history)).toBeUndefined()
    expect(brokenAt(reader, 'throw', history.slice(0, 1))).toBeUndefined()
  })
})

describe('a conflict of transactions', () => {
  it('may fail the call in which it came, unless the law does not forgive it', () => {
    const history = [ended(0, write(1), 0, failed('BUSY')), ended(0, read(), 1, 0)]
    expect(brokenAt(readings(), 'throw', history)).toBeUndefined()
    const strict = readings()
    strict.heed({ scripts: () => [], failures: 'none' })
    expect(brokenAt(strict, 'throw', history)).toBe(0)
  })
})
