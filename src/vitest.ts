/** The door for vitest: one test for each law, and one for the verdict. The trial runs once, before the first of them. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Adapter, AdapterReport, LawResult } from '../contracts/index.ts'
import builtin from './builtin.ts'
import { Registry } from './harness/registry.ts'
import { readDuration } from './harness/durations.ts'
import type { VerifyOptions } from './harness/verify.ts'
import { defaults, verify } from './harness/verify.ts'
import { findingLines } from './report/finding.ts'
import { unpainted } from './report/paint.ts'

/** How an adapter is tried under vitest; what is left out has the default of the command line. */
export type ConformanceOptions = Partial<Omit<VerifyOptions, 'adapters' | 'onProgress'>>

/** How much longer than its budget a trial may take: the last law is shrunk to its end, and processes are waited for. */
const slackMs = 120_000

function told({ id, says, verdict, reason }: LawResult): string {
  return [`${id}: ${says}`, `verdict: ${verdict}`, ...(reason === undefined ? [] : [reason])].join('\n')
}

function budgetOf(options: ConformanceOptions): number {
  const { HOLDFAST_BUDGET: budget } = process.env
  return (
    options.allowance?.budgetMs ?? (budget === undefined ? defaults.budgetMs : readDuration('HOLDFAST_BUDGET', budget))
  )
}

/** Registers the conformance tests of an adapter. */
export function conformance(adapter: Adapter, options: ConformanceOptions = {}): void {
  const plugins = [builtin, ...(options.plugins ?? [])]
  const budgetMs = budgetOf(options)
  let report: AdapterReport | undefined

  describe(`conformance of ${adapter.name}`, () => {
    beforeAll(
      async () => {
        const { adapters } = await verify({
          ...options,
          plugins,
          adapters: [adapter],
          allowance: { ...options.allowance, budgetMs },
        })
        report = adapters[0]
      },
      4 * budgetMs + slackMs,
    )

    for (const { law } of lawsOf(plugins, adapter)) {
      it(`[${law.id}] ${law.says}`, (context) => {
        const result = report?.laws.find(({ id }) => id === law.id)
        if (!result) throw new Error(`${law.id}: the trial ended without a result: ${report?.reason ?? 'no report'}`)
        if (result.finding) throw new Error(findingLines(result, result.finding, unpainted).join('\n'))
        if (result.verdict === 'harness-error') throw new Error(told(result))
        if (result.verdict !== 'holds' && result.verdict !== 'refused')
          context.skip(`${result.verdict}: ${result.reason ?? ''}`)
      })
    }

    it('is conformant: no must law is broken, unproven or unrun', () => {
      expect(report?.verdict, report?.reason).toBeOneOf(['conformant', 'waived'])
    })
  })
}

function lawsOf(plugins: NonNullable<ConformanceOptions['plugins']>, adapter: Adapter): ReturnType<Registry['laws']> {
  return new Registry(plugins).laws().filter(({ contract }) => adapter.offers.includes(contract.name))
}
