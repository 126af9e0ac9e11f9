import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { interruptible } from '../../../src/cli/interrupt.ts'

function hear(): { readonly source: EventEmitter; readonly signal: AbortSignal; readonly heard: readonly string[] } {
  const source = new EventEmitter()
  const heard: string[] = []
  const signal = interruptible(source, { first: () => heard.push('first'), again: () => heard.push('again') })
  return { source, signal, heard }
}

describe('an interruption', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    it(`by ${name} aborts the work`, () => {
      const { source, signal, heard } = hear()
      expect(signal.aborted).toBe(false)
      source.emit(name)
      expect([signal.aborted, heard]).toEqual([true, ['first']])
    })
  }

  it('is one where the same Ctrl-C comes twice, by way of npx', () => {
    const { source, heard } = hear()
    source.emit('SIGINT')
    vi.advanceTimersByTime(500)
    source.emit('SIGINT')
    expect(heard).toEqual(['first'])
  })

  it('that comes again later ends the process at once', () => {
    const { source, heard } = hear()
    source.emit('SIGINT')
    vi.advanceTimersByTime(501)
    source.emit('SIGTERM')
    expect(heard).toEqual(['first', 'again'])
  })
})
