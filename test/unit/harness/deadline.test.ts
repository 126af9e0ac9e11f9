import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CaseWatch, breathe } from '../../../src/harness/deadline.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
})

afterEach(() => {
  vi.useRealTimers()
})

describe('the watch of a case', () => {
  it('ends a wait that nothing puts off', async () => {
    const watch = new CaseWatch(100)
    const over = watch.over(watch.wait('a call', new Promise(() => {})))
    const refused = expect(over).rejects.toMatchObject({ code: 'DEADLINE' })
    vi.advanceTimersByTime(200)
    await refused
  })

  it('stands still while something is done in which the adapter has no part, and begins anew when that is over', async () => {
    const watch = new CaseWatch(100)
    let end: () => void = () => {}
    let call: (answer: string) => void = () => {}
    const over = watch.over(watch.wait('a call', new Promise<string>((resolve) => (call = resolve))))
    const aside = watch.aside(new Promise<void>((resolve) => (end = resolve)))
    vi.advanceTimersByTime(1_000)
    end()
    await aside
    vi.advanceTimersByTime(75)
    call('answered')
    expect(await over).toBe('answered')
  })
})

describe('a breath', () => {
  it('lets the event loop come round where it did not for a while, and not each time', async () => {
    let turns = 0
    const turned = (): void => void (turns += 1)
    vi.advanceTimersByTime(60_000)
    setImmediate(turned)
    await breathe()
    expect(turns).toBe(1)
    setImmediate(turned)
    await breathe()
    expect(turns).toBe(1)
    vi.advanceTimersByTime(21)
    await breathe()
    expect(turns).toBe(2)
  })
})
