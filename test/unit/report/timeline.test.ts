import { describe, expect, it } from 'vitest'
import type { Event } from '../../../contracts/index.ts'
import { unpainted } from '../../../src/report/paint.ts'
import { timelineLines } from '../../../src/report/timeline-text.ts'
import { timelineOf } from '../../../src/report/timeline.ts'
import { event } from './reports.ts'

const unknown = { status: 'unknown', why: 'its actor was killed' } as const

function timeline(history: readonly Event[], at: number): readonly string[] {
  return timelineLines(timelineOf({ history, at }), unpainted)
}

/** The lines of the calls alone, without the line on the units and the heads. */
function calls(history: readonly Event[], at = -1): readonly string[] {
  return timeline(history, at).filter((line) => line.includes(' -> '))
}

/** The spans alone. */
function spans(history: readonly Event[]): readonly string[] {
  const [first = ''] = timeline(history, -1).filter((line) => line.includes('span '))
  const [from, to] = [first.indexOf('span '), first.indexOf('call and answer')]
  return calls(history).map((line) => line.slice(from, to).trimEnd())
}

describe('a timeline', () => {
  it('has one line a call, with actor, positions, call and answer', () => {
    expect(calls([event({ actor: 3, invoked: 4, returned: 7 })])).toEqual([
      expect.stringMatching(/^ +1 +3 +4 +7 +\+0 +\|--\| +locks\.inspect\("a"\) -> \{ status: "free" \}$/),
    ])
  })

  it('shows by spans which calls overlapped', () => {
    const history = [
      event({ invoked: 0, returned: 3 }),
      event({ invoked: 1, returned: 2 }),
      event({ invoked: 4, returned: 5 }),
    ]
    expect(spans(history)).toEqual(['|--|', ' ||', '    ||'])
  })

  it('leaves the span of a call open where its return is not known', () => {
    const history = [event({ invoked: 0, returned: Infinity, outcome: unknown }), event({ invoked: 1, returned: 2 })]
    expect(spans(history)).toEqual(['|-->', ' ||'])
    expect(calls(history)[0]).toMatch(/ 0 +\? .* -> unknown: its actor was killed$/)
  })

  it('leaves it open too where the report was read from JSON, which has no Infinity', () => {
    const read = JSON.parse(JSON.stringify([event({ returned: Infinity, outcome: unknown })])) as readonly Event[]
    expect(calls(read)[0]).toMatch(/ 0 +\? +\+0 +\|> /)
  })

  it('marks the event that is wrong, and no other', () => {
    const lines = calls([event(), event({ invoked: 2, returned: 3 }), event({ invoked: 4, returned: 5 })], 1)
    expect(lines.map((line) => line.startsWith('>'))).toEqual([false, true, false])
  })

  it('counts the time of the place from the first call', () => {
    const history = [
      event({ fromMs: 5_000, toMs: 5_000 }),
      event({ invoked: 2, returned: 3, fromMs: 5_050, toMs: 5_100 }),
    ]
    expect(timeline(history, 0)[0]).toContain('since 5000')
    expect(calls(history)[1]).toContain(' +50..+100 ')
  })

  it('shows the code of a failure', () => {
    const error = { name: 'StoreError', code: 'BUSY', message: 'locked\nby another' }
    expect(calls([event({ outcome: { status: 'fail', error } })])[0]).toMatch(/ -> fail BUSY: locked\\nby another$/)
  })

  it('cuts a long answer and says that it did', () => {
    const line = calls([event({ outcome: { status: 'ok', value: 'x'.repeat(10_000) } })])[0] ?? ''
    expect(line).toMatch(/xxx\.\.\.$/)
    expect(line.length).toBeLessThan(500)
  })

  it('of a long history shows the part around the mark and counts the rest', () => {
    const history = Array.from({ length: 1_000 }, (_, index) => event({ invoked: index * 2, returned: index * 2 + 1 }))
    const lines = timeline(history, 500)
    expect(lines).toContain('(420 earlier calls are left out; the JSON report has them)')
    expect(lines).toContain('(480 later calls are left out; the JSON report has them)')
    expect(lines.filter((line) => line.startsWith('>'))).toEqual([expect.stringContaining(' 1000 ')])
  })

  it('keeps to its width however far the positions reach', () => {
    const history = [
      event({ invoked: 0, returned: 1e9 }),
      event({ invoked: 1e9 + 1, returned: Infinity, outcome: unknown }),
    ]
    expect(spans(history)).toEqual([`|${'-'.repeat(38)}|`, `${' '.repeat(39)}|>`.slice(0, 41)])
  })
})

describe('the data of a timeline', () => {
  const history = [
    event({ actor: 1, invoked: 0, returned: 3, fromMs: 5_000, toMs: 5_000 }),
    event({ actor: 0, invoked: 1, returned: Infinity, outcome: unknown, fromMs: 5_000, toMs: 5_040 }),
    event({ actor: 1, invoked: 4, returned: 5, fromMs: 5_040, toMs: 5_040 }),
  ]

  it('has a lane for each actor, with its calls by number', () => {
    const { lanes, breaksAt, sinceMs, version } = timelineOf({ history, at: 1 })
    expect([version, breaksAt, sinceMs]).toEqual([1, 2, 5_000])
    expect(lanes.map(({ actor, calls: made }) => [actor, made.map(({ number }) => number)])).toEqual([
      [0, [2]],
      [1, [1, 3]],
    ])
  })

  it('says of a call all that a form draws', () => {
    expect(timelineOf({ history, at: 1 }).lanes[0]?.calls).toEqual([
      {
        number: 2,
        from: 1,
        to: null,
        fromMs: 0,
        toMs: 40,
        call: 'locks.inspect("a")',
        answer: 'unknown: its actor was killed',
        status: 'unknown',
        marked: true,
      },
    ])
  })

  it('breaks at no call where it does after the last', () => {
    expect(timelineOf({ history, at: 3 }).breaksAt).toBeNull()
  })

  it('names the calls of an explanation by the same numbers', () => {
    const order = [
      { at: 0, after: 'held' },
      { at: 2, after: 'free' },
    ]
    const stuck = [{ at: 1, expected: 'busy', observed: 'acquired' }]
    const explanation = { partition: 'a', initial: 'free', order, before: 'free', stuck }
    expect(timelineOf({ history, at: 1, explanation }).explanation).toEqual({
      partition: 'a',
      initial: 'free',
      legal: [
        { number: 1, after: 'held' },
        { number: 3, after: 'free' },
      ],
      before: 'free',
      stuck: [{ number: 2, expected: 'busy', observed: 'acquired' }],
    })
  })

  it('is the same after a way through JSON', () => {
    const timelined = timelineOf({ history, at: 1 })
    expect(JSON.parse(JSON.stringify(timelined))).toEqual(timelined)
    expect(timelineOf(JSON.parse(JSON.stringify({ history, at: 1 })))).toEqual(timelined)
  })
})
