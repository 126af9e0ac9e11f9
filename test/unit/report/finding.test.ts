import { describe, expect, it } from 'vitest'
import { findingLines } from '../../../src/report/finding.ts'
import { unpainted } from '../../../src/report/paint.ts'
import { event, finding, law } from './reports.ts'

function shown(some: Parameters<typeof finding>[0] = {}, of = law({ verdict: 'broken' })): readonly string[] {
  return findingLines(of, finding(some), unpainted)
}

describe('a finding', () => {
  it('opens with the law and its sentence', () => {
    expect(shown().slice(0, 2)).toEqual(['broken: locks/one-holder (must)', '  a name has at most one holder'])
  })

  it('has the program as it is, line by line', () => {
    expect(shown({ program: 'await one()\n  await two()\n' }).join('\n')).toContain(
      '\n  program\n    await one()\n      await two()\n\n',
    )
  })

  it('sets expected against observed at the first wrong step', () => {
    const lines = shown({
      expected: 'busy',
      observed: 'acquired\nby b',
      history: [event(), event({ actor: 1, invoked: 2, returned: 3 })],
      at: 1,
    })
    const at = lines.indexOf('  first wrong step: call 2 of 2, actor 1, locks.inspect("a")')
    expect(lines.slice(at + 1, at + 3)).toEqual(['    expected  busy', String.raw`    observed  acquired\nby b`])
  })

  it('ends with the line that replays it', () => {
    expect(shown({ token: 'hf1.eNqr-_' }).at(-1)).toBe('  npx holdfast replay hf1.eNqr-_')
  })

  it('of an example, which records no calls, points to the program', () => {
    const lines = shown({ history: [] })
    expect(lines).toContain('  first wrong step: in the program')
    expect(lines).toContain('    no call was recorded')
  })

  it('that shows after the last call only says so', () => {
    expect(shown({ history: [event()], at: 1 })).toContain('  first wrong step: after the last call')
  })

  it('cannot move the cursor of a terminal', () => {
    const hostile = '\u001b[2J\u009b\u2028x'
    const of = law({ id: hostile, says: hostile })
    const lines = shown({ program: hostile, expected: hostile, observed: hostile, token: hostile }, of)
    expect(lines.join('')).toMatch(/^[^\p{Cc}\u2028]*$/u)
  })
})
