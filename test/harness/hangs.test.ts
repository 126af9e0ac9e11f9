/** Adapters that do not answer, end the process or serve nothing: a run ends in bounded time and names the law. */
import { describe, expect, it } from 'vitest'
import type { Adapter, AdapterReport } from 'holdfast'
import type { VerifyOptions } from 'holdfast/harness'
import { decodeToken, runCase, verify } from 'holdfast/harness'
import bigIntegers from '../backends/lab-big-integers.adapter.ts'
import blocksInCall from '../backends/lab-blocks-in-call.adapter.ts'
import diesInRecovery from '../backends/lab-dies-in-recovery.adapter.ts'
import exitsAtOnce from '../backends/lab-exits-at-once.adapter.ts'
import exitsBeside from '../backends/lab-exits-beside.adapter.ts'
import exitsElsewhere from '../backends/lab-exits-elsewhere.adapter.ts'
import exitsInCall from '../backends/lab-exits-in-call.adapter.ts'
import halfServed from '../backends/lab-half-served.adapter.ts'
import hangsInCall from '../backends/lab-hangs-in-call.adapter.ts'
import hangsInOpen from '../backends/lab-hangs-in-open.adapter.ts'
import onePlace from '../backends/lab-one-place.adapter.ts'
import servesNothing from '../backends/lab-serves-nothing.adapter.ts'
import throwsInThread from '../backends/lab-throws-in-thread.adapter.ts'
import { trialProcesses } from './trial-processes.ts'

const gate = 'locks/serves-every-method'

/** How long a run may take that has no need to wait for a process that stands still, ms. */
const promptMs = 15_000

interface Tried {
  readonly report: AdapterReport
  readonly verdict: string
  /** the laws that are broken, in order */
  readonly broken: readonly string[]
  readonly ms: number
}

async function tried(adapter: Adapter, some: Partial<VerifyOptions> = {}): Promise<Tried> {
  const startedAt = performance.now()
  const { verdict, adapters } = await verify([adapter], {
    callMs: 200,
    allowance: { budgetMs: 2_000, runs: 2 },
    ...some,
  })
  const [report] = adapters
  if (!report) throw new Error(`no report on ${adapter.name}`)
  const broken = report.laws.filter((law) => law.verdict === 'broken').map(({ id }) => id)
  return { report, verdict, broken, ms: performance.now() - startedAt }
}

describe('an adapter that answers wrongly or not at all', () => {
  it.each([
    ['whose sessions never open', hangsInOpen, gate, /open of lab-hangs-in-open: no answer within 200 ms/],
    ['that hangs in a call', hangsInCall, gate, /locks\.renew: no answer within 200 ms/],
    ['that serves no method', servesNothing, gate, /UNSUPPORTED/],
    ['that has one memory for every place', onePlace, 'locks/places-are-apart', /held/],
  ])('%s breaks one gate law, and nothing after it is believed', async (_, adapter, law, observed) => {
    const { report, verdict, broken, ms } = await tried(adapter)
    expect([verdict, broken]).toEqual(['non-conformant', [law]])
    expect(report.laws.find(({ id }) => id === law)?.finding?.observed).toMatch(observed)
    expect(report.laws.filter(({ reason }) => reason?.startsWith(`the gate law ${law} is broken`))).not.toEqual([])
    expect(report.level).not.toMatch(/T[1-5]$/)
    expect(ms).toBeLessThan(promptMs)
  })

  it('is tried on the contracts whose gates hold', async () => {
    const { report, verdict, broken } = await tried(halfServed)
    expect([verdict, broken]).toEqual(['non-conformant', ['outputs/serves-every-method']])
    const applicable = report.laws.filter((law) => law.verdict !== 'not-applicable')
    const withVerdict = (contract: string, wanted: string): readonly string[] =>
      applicable.filter((law) => law.contract === contract && law.verdict === wanted).map(({ id }) => id)
    expect(withVerdict('outputs', 'holds')).toEqual([])
    expect(withVerdict('locks', 'holds').length).toBeGreaterThan(20)
    // It makes calls of outputs too.
    expect(withVerdict('locks', 'unrun')).toEqual(['locks/renews-while-data-waits'])
  })

  it('breaks the first gate law where it answers with what no process can send: a bigint', async () => {
    const { verdict, broken } = await tried(bigIntegers)
    expect([verdict, broken[0]]).toEqual(['non-conformant', 'locks/serves-every-method'])
  })

  it('is listed with every law, whatever happened', async () => {
    const [sick, sound] = [await tried(hangsInOpen), await tried(onePlace)]
    expect(sick.report.laws.map(({ id }) => id)).toEqual(sound.report.laws.map(({ id }) => id))
  })
})

describe('an adapter that ends the process in a call', () => {
  it('breaks the law that was being tried, with the exit code', async () => {
    const { report, verdict, broken, ms } = await tried(exitsInCall)
    expect([verdict, broken[0]]).toEqual(['non-conformant', gate])
    expect(report.laws.find(({ id }) => id === gate)?.reason).toBe('the process ended with exit code 7')
    expect(ms).toBeLessThan(promptMs)
  })

  it('breaks a gate law as others do: nothing after it is tried', async () => {
    const { broken } = await tried(exitsInCall)
    expect(broken).toEqual([gate])
  })

  it('breaks the first law even in the very first call', async () => {
    const { verdict, broken, ms } = await tried(exitsAtOnce)
    expect([verdict, broken]).toEqual(['non-conformant', [gate]])
    expect(ms).toBeLessThan(promptMs)
  })

  it('leaves a finding whose token names the case', async () => {
    const { report } = await tried(exitsInCall)
    const finding = report.laws.find(({ id }) => id === gate)?.finding
    expect(finding).toMatchObject({ expected: 'calls that answer in a process that lives', history: [] })
    expect(finding?.token).toMatch(/^hf1\./)
  })

  it('leaves one that ends it again where it takes two calls that overlap', async () => {
    const law = 'locks/linearizable'
    const { report } = await tried(exitsBeside, {
      allowance: { budgetMs: 2_000, runs: 20 },
      filter: { laws: [law], tier: 'T2' },
    })
    const { token = '' } = report.laws.find(({ id }) => id === law)?.finding ?? {}
    expect(await runCase(exitsBeside, law, decodeToken(token).case)).toMatchObject({
      verdict: 'broken',
      observed: 'the process ended with exit code 7',
    })
  })
})

describe('an adapter that ends the process of an actor', () => {
  const allowance = { budgetMs: 20_000, runs: 2 }

  async function observed(adapter: Adapter, law: string): Promise<string | undefined> {
    const { report } = await tried(adapter, { callMs: 5_000, allowance, filter: { laws: [law] } })
    return report.laws.find(({ id, verdict }) => id === law && verdict === 'broken')?.finding?.observed
  }

  it('breaks the law of kills where it does so in a recovery', async () => {
    expect(await observed(diesInRecovery, 'locks/survives-kill')).toMatch(
      /^the process ended by itself while a session opened: .*9$/,
    )
  }, 60_000)

  it('breaks the law of a loss of power where it does so while its files are looked at', async () => {
    expect(await observed(exitsElsewhere, 'locks/survives-power-loss')).toMatch(/^the process ended by itself/)
  }, 60_000)

  it('breaks the law of overlapping calls where it does so to a thread, and the trial goes on', async () => {
    expect(await observed(throwsInThread, 'locks/linearizable')).toMatch(
      /^the thread of an actor ended by Error: thrown by nobody$/,
    )
  }, 60_000)
})

describe('an adapter in which the event loop stands still', () => {
  it('is killed when it shows no sign of life, breaks the law that was being tried, and leaves no process', async () => {
    const { report, verdict, broken, ms } = await tried(blocksInCall, { filter: { laws: [gate] } })
    expect([verdict, broken]).toEqual(['non-conformant', [gate]])
    expect(report.laws.find(({ id }) => id === gate)?.reason).toMatch(/^no sign of life for \d+ ms/)
    expect(ms).toBeLessThan(30_000)
    await expect.poll(trialProcesses, { timeout: 10_000 }).toEqual([])
  }, 60_000)

  it('is killed at once when the run is interrupted', async () => {
    const interrupt = new AbortController()
    const onProgress = (): void => {
      interrupt.abort()
    }
    const { verdict, ms } = await tried(blocksInCall, { signal: interrupt.signal, onProgress })
    expect(verdict).toBe('interrupted')
    expect(ms).toBeLessThan(promptMs)
    await expect.poll(trialProcesses, { timeout: 10_000 }).toEqual([])
  })
})
