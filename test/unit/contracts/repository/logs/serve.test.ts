/** What stands between callers of logs and a store: scopes, buffers, and answers that are none. */
import { describe, expect, it } from 'vitest'
import type { AnyPort, LogPart, Logs, LogStore, LogTail } from '../../../../../contracts/index.ts'
import { serveLogs } from '../../../../../contracts/repository/logs/serve.ts'
import { openLogs } from '../../../../../src/core/tables/logs.ts'
import { refusal } from '../../../adapters/sessions.ts'

const scope = { tenant: 't', run: 'r' }

function serving(store: Partial<LogStore> = {}): Logs {
  const inner = { ...openLogs(new Map(), { now: () => 1_000 }), ...store }
  return serveLogs(inner as unknown as AnyPort) as unknown as Logs
}

function out(text: string): LogPart {
  return { stream: 'out', bytes: Buffer.from(text) }
}

describe('logs that are served', () => {
  it('name the store the text of a scope, and give it bytes of its own', async () => {
    const seen: unknown[] = []
    const logs = serving({
      async append(...args) {
        seen.push(...args)
        return { status: 'appended', next: 2 }
      },
    })
    const given = Buffer.from('ab')
    await logs.append(scope, 'a', 1, [{ stream: 'err', bytes: given }, out('')], { limitBytes: 2_048 })
    given.fill(0)
    expect(seen).toEqual([
      '["t","r"]',
      'a',
      1,
      [{ stream: 'err', bytes: Uint8Array.from(Buffer.from('ab')) }],
      { limitBytes: 2_048 },
    ])
  })

  it('write nothing where there are no bytes, and tell the number that is due', async () => {
    const logs = serving()
    expect(await logs.append(scope, 'a', 7, [out('')])).toEqual({ status: 'empty', next: 1 })
    expect(await logs.tail(scope, 'a')).toEqual({ status: 'absent' })
    await logs.append(scope, 'a', 1, [out('a')])
    expect(await logs.append(scope, 'a', 2, [])).toEqual({ status: 'empty', next: 2 })
  })

  it.each<[string, object]>([
    ['fewer bytes than its size', { parts: [out('a')] }],
    ['more bytes than its size', { parts: [out('a'), out('bcd')] }],
    ['a part without bytes', { parts: [out('abc'), out('')] }],
    ['a stream that there is not', { parts: [{ stream: 'in', bytes: Buffer.from('abc') }] }],
    ['a part that is no bytes', { parts: [{ stream: 'out', bytes: 'abc' }] }],
    ['a size that is no number', { size: '3' }],
    ['a number below zero', { next: -1 }],
    ['half a number', { dropped: 0.5 }],
  ])('refuse a tail with %s', async (_, harm) => {
    const sound: LogTail = { status: 'there', parts: [out('abc')], size: 3, dropped: 0, next: 2, sealed: false }
    const logs = (tail: object): Logs => serving({ tail: async () => ({ ...sound, ...tail }) })
    expect(await logs({}).tail(scope, 'a')).toEqual(sound)
    expect(await refusal(logs(harm).tail(scope, 'a'))).toBe('CORRUPT')
  })

  it('hold a tail to what was asked for', async () => {
    const tail: LogTail = { status: 'there', parts: [out('c')], size: 3, dropped: 0, next: 2, sealed: false }
    const logs = serving({ tail: async () => tail })
    expect(await logs.tail(scope, 'a', { bytes: 1 })).toEqual(tail)
    expect(await logs.tail(scope, 'a', { lines: 1 })).toEqual(tail)
    expect(await refusal(logs.tail(scope, 'a', { bytes: 2 }))).toBe('CORRUPT')
  })
})
