/** The judges of writes that were given up. */
import { describe, expect, it } from 'vitest'
import type { Event } from '../../../../../contracts/index.ts'
import { livingAreSpared, reapsAreCounted } from '../../../../../contracts/repository/blobs/judges.ts'
import { call, event, lost, ok, run, write, written } from './calls.ts'

/** A write from one position to another, at these times. */
function writing(value: unknown, invoked: number, returned: number, fromMs = 1_000): Event {
  return { ...event(0, write, ok(value)), invoked, returned, fromMs, toMs: fromMs }
}

function reaping(writes: number, invoked: number, { idleMs = 10, toMs = 1_010 } = {}): Event {
  return {
    ...event(0, call('reap', { idleMs }), ok({ writes }), 1),
    invoked,
    returned: invoked + 1,
    fromMs: 1_000,
    toMs,
  }
}

const gaveUp = { status: 'aborted' }

describe('a write that was given up', () => {
  it('is one that a reap met when it was idle for long enough', () => {
    expect(livingAreSpared([writing(gaveUp, 0, 9), reaping(1, 2)])).toBeUndefined()
  })

  it.each<[string, readonly Event[]]>([
    ['no reap came', [writing(gaveUp, 0, 9)]],
    ['the reap came after it', [writing(gaveUp, 0, 1), reaping(1, 2)]],
    ['the reap came before it', [reaping(1, 0), writing(gaveUp, 2, 3)]],
    ['the reap took nothing', [writing(gaveUp, 0, 9), reaping(0, 2)]],
    ['it was idle for less', [writing(gaveUp, 0, 9), reaping(1, 2, { toMs: 1_009 })]],
  ])('is condemned where %s', (_, history) => {
    expect(livingAreSpared(history)).toMatchObject({ observed: 'aborted' })
  })

  it('may have been taken by a reap of which nobody saw the answer', () => {
    const unseen = { ...reaping(0, 2), outcome: lost, returned: Infinity }
    expect(livingAreSpared([writing(gaveUp, 0, 9), unseen])).toBeUndefined()
  })

  it('may have been aborted', () => {
    const aborted = call('write', { scope: run, chunks: [], aborts: { before: 0, source: 'ends' } })
    expect(livingAreSpared([event(0, aborted, ok(gaveUp))])).toBeUndefined()
  })
})

describe('a reap', () => {
  it('counts writes that were under way, or that were lost', () => {
    expect(reapsAreCounted([writing(written, 0, 9), reaping(1, 2)])).toBeUndefined()
    expect(reapsAreCounted([event(0, write, lost), reaping(1, 2)])).toBeUndefined()
  })

  it('counts none that had ended, or that came later', () => {
    expect(reapsAreCounted([writing(written, 0, 1), reaping(1, 2)])).toMatchObject({
      at: 1,
      expected: 'at most 0 unfinished writes',
    })
    expect(reapsAreCounted([reaping(1, 0), writing(written, 2, 3)])).toMatchObject({ at: 0 })
    expect(reapsAreCounted([event(0, write, lost), reaping(2, 2)])).toMatchObject({ at: 1 })
  })
})
