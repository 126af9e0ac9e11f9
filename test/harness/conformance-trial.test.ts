/** A run on behalf of a test runner: it has the time that it may take, and nothing of it goes on once it is given up. */
import { describe, expect, it } from 'vitest'
import memory from 'holdfast/adapters/memory'
import builtin from '../../dist/src/builtin.js'
import { ConformanceTrial } from '../../dist/src/harness/conformance-trial.js'
import { trialProcesses } from './trial-processes.ts'

const options = { plugins: [builtin], allowance: { budgetMs: 60_000 } }

describe('a run on behalf of a test runner', () => {
  it('ends as interrupted when it is given up, and leaves no process', async () => {
    let tell = (): void => {}
    const begun = new Promise<void>((resolve) => {
      tell = resolve
    })
    const trial = new ConformanceTrial(memory, { ...options, onProgress: () => tell() })
    const report = trial.run()
    await begun
    expect(trialProcesses()).toHaveLength(1)
    await trial.end()
    expect(trialProcesses()).toEqual([])
    expect((await report).verdict).toBe('interrupted')
  })

  it('ends with the signal of whoever asked for it, too', async () => {
    const interrupt = new AbortController()
    const onProgress = (): void => interrupt.abort()
    const { verdict } = await new ConformanceTrial(memory, { ...options, onProgress, signal: interrupt.signal }).run()
    expect(verdict).toBe('interrupted')
  })

  it('may take longer than the budget says, as long as its trials may be patient, and no longer than a timer waits', () => {
    const { msMax } = new ConformanceTrial(memory, options)
    expect(msMax).toBeGreaterThan(10 * options.allowance.budgetMs)
    const slow = new ConformanceTrial(memory, { ...options, callMs: 86_400_000 })
    expect(slow.msMax).toBe(2 ** 31 - 1)
  })
})
