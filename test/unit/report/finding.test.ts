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

  it('that fails each time, in the same way, says no word of it', () => {
    expect(shown({ repeats: { runs: 2, failed: 2, alike: true } })).toEqual(shown())
  })

  it('that does not fail each time says how often it does', () => {
    expect(shown({ repeats: { runs: 10, failed: 7, alike: true } })[2]).toBe('  fails in 7 of 10 runs')
  })

  it('that does not repeat itself says so', () => {
    const line = '  its calls come and return in another order from run to run'
    expect(shown({ repeats: { runs: 10, failed: 10, alike: false } })[2]).toBe(line)
  })

  it('shows how far its calls can be explained, and where every explanation ends', () => {
    const lines = shown({
      history: [event(), event({ actor: 1, invoked: 2, returned: 3 }), event({ invoked: 4, returned: 5 })],
      at: 1,
      explanation: {
        partition: 'a',
        initial: 'free',
        order: [
          { at: 0, after: 'held by 1' },
          { at: 2, after: 'free' },
        ],
        before: 'free',
        stuck: [{ at: 1, expected: 'busy\u0007by b', observed: 'acquired' }],
      },
    })
    const at = lines.indexOf('    partition "a": the longest order that the model allows has 2 calls')
    expect(lines.slice(at + 1, at + 6)).toEqual([
      '      it begins with free',
      expect.stringMatching(/^ {6}#1, actor 0, .*: then held by 1$/),
      expect.stringMatching(/^ {6}#3, actor 0, .*: then free$/),
      '    and in the state free none of these can come next:',
      expect.stringMatching(/^ {6}#2, actor 1, .*: expected busy.*by b, observed acquired$/),
    ])
    expect(lines.join('')).not.toContain('\u0007')
  })

  it('shows the end of a long order, and says how much of it is left out', () => {
    const order = Array.from({ length: 8 }, (_, at) => ({ at, after: `state ${at}` }))
    const lines = shown({ explanation: { partition: 'a', initial: 'none', order, before: 'state 7', stuck: [] } })
    const at = lines.findIndex((line) => line.includes('has 8 calls'))
    expect(lines[at + 1]).toBe('      (3 calls before these)')
    expect(lines[at + 2]).toMatch(/#4: then state 3$|#4, .*: then state 3$/)
  })

  it('says where no call at all can be explained', () => {
    const stuck = [{ at: 0, expected: 'busy', observed: 'free' }]
    const lines = shown({ explanation: { partition: 'a', initial: 'free', order: [], before: 'free', stuck } })
    expect(lines).toContain('    partition "a": the longest order that the model allows has 0 calls')
  })

  it('cannot move the cursor of a terminal', () => {
    const hostile = '\u001b[2J\u009b\u2028x'
    const of = law({ id: hostile, says: hostile })
    const lines = shown({ program: hostile, expected: hostile, observed: hostile, token: hostile }, of)
    expect(lines.join('')).toMatch(/^[^\p{Cc}\u2028]*$/u)
  })

  it('of a loss of power says where it came, and shows the operations around it', () => {
    const operations = [
      { number: 1, says: 'create state', fate: 'durable' as const, call: '#1 boxes.put' },
      { number: 2, says: 'write 9 bytes at 0 to state', fate: 'lost' as const, call: '#1 boxes.put' },
    ]
    const power = { says: 'power lost after operation 2', ordered: false, operations }
    const lines = shown({ power })
    const at = lines.indexOf('  loss of power')
    expect(lines.slice(at + 1, at + 7)).toEqual([
      '    power lost after operation 2',
      '    a file system that writes metadata down in order (ext4) would not lose this; others may',
      '',
      '    #  operation                    in call       after the loss',
      '    1  create state                 #1 boxes.put  durable',
      '    2  write 9 bytes at 0 to state  #1 boxes.put  lost',
    ])
    expect(shown({ power: { ...power, ordered: true } })[at + 2]).toMatch(/may lose the same$/)
    expect(shown()).not.toContain('  loss of power')
  })
})
