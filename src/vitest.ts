/** The door for vitest: one test for each law, and one for the verdict. The trial runs once, before the first of them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Adapter, AdapterReport, LawResult } from '../contracts/index.ts'
import builtin from './builtin.ts'
import { ConformanceTrial } from './harness/conformance-trial.ts'
import { findProject } from './harness/project.ts'
import { Registry } from './harness/registry.ts'
import { readDuration } from './harness/durations.ts'
import type { VerifyOptions } from './harness/run-options.ts'
import { defaults } from './harness/run-options.ts'
import { findingLines } from './report/finding.ts'
import { unpainted } from './report/paint.ts'

/** How an adapter is tried under vitest; what is left out has the default of the command line. */
export type ConformanceOptions = Partial<Omit<VerifyOptions, 'adapters' | 'coverage' | 'onProgress'>>

function told({ id, says, verdict, reason }: LawResult): string {
  return [`${id}: ${says}`, `verdict: ${verdict}`, ...(reason === undefined ? [] : [reason])].join('\n')
}

function budgetOf(options: ConformanceOptions): number {
  const { HOLDFAST_BUDGET: budget } = process.env
  return (
    options.allowance?.budgetMs ?? (budget === undefined ? defaults.budgetMs : readDuration('HOLDFAST_BUDGET', budget))
  )
}

/** Throws for a broken must law; gives the reason to skip a law that was not proven; undefined where it is kept. */
function complaint(result: LawResult): string | undefined {
  if (result.verdict === 'holds' || result.verdict === 'refused') return undefined
  const text = result.finding ? findingLines(result, result.finding, unpainted).join('\n') : told(result)
  const fatal = ['broken', 'unstable', 'harness-error'].includes(result.verdict) && result.level === 'must'
  if (fatal) throw new Error(text)
  return text
}

/** Registers the conformance tests of an adapter. */
export function conformance(adapter: Adapter, options: ConformanceOptions = {}): void {
  const plugins = [builtin, ...(options.plugins ?? [])]
  const budgetMs = budgetOf(options)
  const allowance = { ...options.allowance, budgetMs }
  const pinnedIn = options.pinnedIn ?? options.projectFolder ?? findProject(process.cwd()).folder
  let report: AdapterReport | undefined
  let leftOut: string | undefined

  describe(`conformance of ${adapter.name}`, () => {
    const trial = new ConformanceTrial(adapter, { ...options, plugins, allowance, pinnedIn })

    beforeAll(async () => {
      const { adapters, notes } = await trial.run()
      report = adapters[0]
      leftOut = report ? undefined : notes.join('\n')
    }, trial.msMax)

    // Where the time was over, or the tests were cancelled, the run still goes on.
    afterAll(() => trial.end())

    for (const { law } of lawsOf(plugins, adapter)) {
      it(`[${law.id}] ${law.says}`, (context) => {
        if (leftOut !== undefined) context.skip(leftOut)
        const result = report?.laws.find(({ id }) => id === law.id)
        if (!result) throw new Error(`${law.id}: the trial ended without a result: ${report?.reason ?? 'no report'}`)
        const reason = complaint(result)
        if (reason !== undefined) context.skip(reason)
      })
    }

    it('is conformant: no must law is broken, unproven or unrun', (context) => {
      if (leftOut !== undefined) context.skip(leftOut)
      if (options.filter && report?.verdict === 'incomplete') context.skip('only a part of the laws was asked for')
      expect(report?.verdict, report?.reason).toBeOneOf(['conformant', 'waived'])
    })
  })
}

function lawsOf(plugins: NonNullable<ConformanceOptions['plugins']>, adapter: Adapter): ReturnType<Registry['laws']> {
  const registry = new Registry(plugins)
  const contracts = registry.contractsOf(adapter)
  return registry.laws().filter(({ contract }) => contracts.includes(contract))
}
