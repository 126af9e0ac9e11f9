/** Tails that are collected from the newest entry back: those of the model, and no entry more than they need. */
import { describe, expect, it } from 'vitest'
import type { LogPart, LogQuery, Script } from '../../../contracts/index.ts'
import { logsCommands, tailsByBytes, tailsByLines } from '../../../contracts/repository/logs/commands.ts'
import { endOf } from '../../../contracts/repository/logs/ends.ts'
import type { LogCommand } from '../../../contracts/repository/logs/moves.ts'
import { Tail } from '../../../src/core/log-tail.ts'

type Entry = readonly LogPart[]

/** The entries of a script, whatever log they are for. */
function entriesOf(script: Script<LogCommand>): readonly Entry[] {
  return script.flatMap((step) =>
    'does' in step && step.does.call === 'append'
      ? [
          step.does.parts.map(({ stream, latin1, times }) => ({
            stream,
            bytes: Buffer.from(latin1.repeat(times), 'latin1'),
          })),
        ]
      : [],
  )
}

const filled = ({ bytes }: LogPart): boolean => bytes.length > 0

function shown(parts: Entry): readonly object[] {
  return parts.filter(filled).map(({ stream, bytes }) => ({ stream, latin1: Buffer.from(bytes).toString('latin1') }))
}

/** The tail, and how many entries it took. */
function tailOf(entries: readonly Entry[], query: LogQuery): { readonly parts: Entry; readonly taken: number } {
  const tail = new Tail(query)
  let taken = 0
  for (const entry of entries.toReversed()) {
    if (tail.isDone) break
    tail.take(entry.filter(filled))
    taken += 1
  }
  return { parts: tail.parts(), taken }
}

const queries: readonly LogQuery[] = [
  {},
  ...[1, 2, 3, 4, 5, 100].flatMap((count) => [{ lines: count }, { bytes: count }]),
]

describe('a tail', () => {
  it.each([
    ['all moves', logsCommands.scripts],
    ['lines', tailsByLines],
    ['bytes', tailsByBytes],
  ])('is that of the model, of entries from scripts of %s', (_, scripts) => {
    const shape = { actors: 1, steps: 20, reopen: false, turns: false }
    for (const script of scripts(shape, 3, 200)) {
      const entries = entriesOf(script)
      const whole = shown(entries.flat()) as Parameters<typeof endOf>[0]
      for (const query of queries) expect(shown(tailOf(entries, query).parts)).toEqual(endOf(whole, query))
    }
  })

  it('takes no entry that can add nothing', () => {
    const line = (stream: 'out' | 'err'): Entry => [{ stream, bytes: Buffer.from('line\n') }]
    const entries = [line('out'), line('err'), line('out'), line('err'), line('out')]
    expect(tailOf(entries, { bytes: 6 }).taken).toBe(2)
    // That a line is whole shows by the newline before it.
    expect(tailOf(entries, { lines: 1 }).taken).toBe(4)
    expect(tailOf(entries, {}).taken).toBe(5)
  })
})
