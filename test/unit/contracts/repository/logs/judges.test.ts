/** The judge of logs: on histories that it must condemn, and on those that it may not. */
import { describe, expect, it } from 'vitest'
import type { Call } from '../../../../../contracts/index.ts'
import { pruningsAreCounted } from '../../../../../contracts/repository/logs/judges.ts'
import { beside } from '../../../../../contracts/repository/logs/logs.ts'
import { history } from '../../written.ts'
import { answer, append, call, sealed } from './calls.ts'
import type { Written } from '../../written.ts'

const seals = (ms: number, scene = {}): Written => ({ call: call('seal', scene), value: sealed(1, ms), ms: [ms, ms] })
const prune: Call = call('prune', { olderThanMs: 10 })

function prunes(logs: number, fromMs: number, toMs = fromMs): Written {
  return { call: prune, value: { logs }, ms: [fromMs, toMs] }
}

describe('that prunings are counted', () => {
  it('is broken by a count that is too high or too low', () => {
    expect(pruningsAreCounted(history(seals(0), prunes(0, 10)))).toEqual({ at: 1, expected: '1 logs', observed: '0' })
    expect(pruningsAreCounted(history(seals(0), prunes(1, 9)))?.at).toBe(1)
    expect(pruningsAreCounted(history(seals(0), prunes(1, 10), prunes(1, 10)))?.at).toBe(2)
  })

  it('is kept by what was sealed first, was dropped, or is not sealed', () => {
    expect(pruningsAreCounted(history(seals(0), seals(5), seals(9, { ...beside }), prunes(1, 10)))).toBeUndefined()
    const dropped = { call: call('drop'), value: { status: 'dropped' } }
    expect(pruningsAreCounted(history(seals(0), dropped, prunes(0, 10)))).toBeUndefined()
    expect(
      pruningsAreCounted(history({ call: append(1), value: answer('appended', 2) }, prunes(0, 5_000))),
    ).toBeUndefined()
  })

  it('condemns nothing where it is open what was old enough', () => {
    expect(pruningsAreCounted(history(seals(0), prunes(0, 9, 10), prunes(5, 20)))).toBeUndefined()
  })
})
