import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../../contracts/index.ts'
import { Recorder } from '../../../src/harness/history.ts'
import { Ledger, ledgerMemory } from '../../../src/harness/ledger.ts'
import { read, write } from './linearizability/register.ts'

const ok = (value: unknown): Outcome => ({ status: 'ok', value })

describe('the recorder of threads', () => {
  it('records as the recorder of one thread does', () => {
    const [ledger, recorder] = [new Ledger(ledgerMemory()), new Recorder({ now: () => 5 })]
    const ends = [recorder.invoke(0, write(1)), recorder.invoke(1, read())]
    ledger.invoke(0, write(1), 5)
    ledger.invoke(1, read(), 5)
    ends[1]?.(ok(0))
    ledger.end(1, ok(0), 5)
    ends[0]?.(ok('done'))
    ledger.end(0, ok('done'), 5)
    recorder.invoke(1, read('y'))
    ledger.invoke(1, read('y'), 5)
    expect(ledger.history()).toEqual(recorder.history())
  })

  it('shows each thread what the others wrote, whatever characters it has', () => {
    const memory = ledgerMemory()
    const [writer, reader] = [new Ledger(memory), new Ledger(memory)]
    const name = '\u{1f512}\n\u0000\ud800\u00e9'
    writer.invoke(0, read(name), 1)
    expect(reader.history()[0]?.call).toEqual(read(name))
    writer.end(0, ok(name), 3)
    expect(reader.history()).toMatchObject([{ outcome: ok(name), fromMs: 1, toMs: 3, invoked: 0, returned: 1 }])
  })

  it('keeps the rounds apart, and the choices of those that have ended', () => {
    const ledger = new Ledger(ledgerMemory())
    ledger.beginRound()
    ledger.invoke(0, read(), 1)
    ledger.end(0, ok(0), 1)
    ledger.endRound([1, 0])
    ledger.beginRound()
    ledger.invoke(1, read(), 1)
    expect(ledger.rounds()).toEqual([{ events: 1, choices: [1, 0] }, { events: 1 }])
    expect(ledger.history().map(({ invoked }) => invoked)).toEqual([0, 2])
  })

  it('says so when it is full, and keeps what it has', () => {
    const ledger = new Ledger(ledgerMemory())
    const long = write(1, 'n'.repeat(3_000_000))
    const fill = (): void => {
      for (let actor = 0; actor < 16; actor += 1) ledger.invoke(actor, long, 1)
    }
    expect(ledger.hasRoom).toBe(true)
    expect(fill).toThrow(expect.objectContaining({ code: 'LIMIT' }))
    expect(ledger.hasRoom).toBe(false)
    expect(ledger.history().length).toBeGreaterThan(5)
  })

  it('refuses an answer to no call', () => {
    const ledger = new Ledger(ledgerMemory())
    expect(() => ledger.end(0, ok(1), 1)).toThrow(expect.objectContaining({ code: 'INTERNAL' }))
  })
})
