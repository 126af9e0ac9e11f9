import { describe, expect, it } from 'vitest'
import builtin from '../../../src/builtin.ts'
import sqlite from '../../../adapters/sqlite/index.ts'
import { Registry } from '../../../src/harness/registry.ts'
import { planOf, runMsMax, totalMsOf } from '../../../src/harness/run-bounds.ts'

const registry = new Registry([builtin])
const laws = ['locks/survives-kill', 'locks/linearizable']
const plan = planOf(registry, sqlite, { laws })
const tried = plan.filter(({ instead }) => !instead)
const allowance = { budgetMs: 1_000 }

describe('the time of a run', () => {
  it('is no less than its trials may take that wait for what they must reach, and kill at every point', () => {
    const tiers = tried.flatMap((planned) => planned.tiers)
    const [patienceMs, dueMs, shareMs] = [20_000 * tiers.length, 240_000, 10 * allowance.budgetMs]
    expect(tiers).toContain('T4')
    expect(totalMsOf({ allowance }, sqlite, plan)).toBeGreaterThan(patienceMs + dueMs + shareMs)
  })

  it('grows with the time that a call may take, and with the budget', () => {
    const ms = totalMsOf({ allowance }, sqlite, plan)
    expect(totalMsOf({ allowance, callMs: 60_000 }, sqlite, plan)).toBeGreaterThan(ms)
    expect(totalMsOf({ allowance: { budgetMs: 600_000 } }, sqlite, plan)).toBeGreaterThan(ms + 10 * 590_000)
  })

  it('is that of as many processes as may die in it', () => {
    const options = { plugins: [builtin], adapters: [sqlite], filter: { laws }, allowance }
    expect(runMsMax(options, sqlite, registry)).toBe(3 * totalMsOf({ allowance }, sqlite, plan))
  })
})
