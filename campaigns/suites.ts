/** All suites of the adapter of Postgres, under one setting after another. */
import type { LawResult, Report } from '../contracts/index.ts'
import { tableOf } from './campaign.ts'
import { runCommand } from './programs.ts'

/** How long the suites take under each setting, where HOLDFAST_BUDGET does not say. */
const budget = '60s'

/** A setting, as a table names it, and the variables that make it. */
export interface Setting {
  readonly name: string
  readonly env: NodeJS.ProcessEnv
  /** of verify */
  readonly flags: readonly string[]
}

/** What came of the suites. */
export interface SuitesEnd {
  readonly row: readonly string[]
  /** the laws that did not hold, each with the reason */
  readonly others: readonly string[]
  readonly isConformant: boolean
}

const head = ['setting', 'verdict', 'level', 'laws held', 'other', 'cases', 's']

/** Laws that were tried, and neither held nor were refused. */
export function othersOf(laws: readonly LawResult[]): readonly LawResult[] {
  const sound: readonly unknown[] = ['holds', 'refused', 'not-applicable', 'not selected']
  return laws.filter(({ verdict, reason }) => !sound.includes(verdict) && !sound.includes(reason))
}

/** Runs all suites under a setting. */
export async function suitesUnder({ name, env, flags }: Setting): Promise<SuitesEnd> {
  const args = ['verify', 'postgres', '--report', 'json', '--quiet', ...flags]
  const { said } = await runCommand<Report>(args, { HOLDFAST_BUDGET: budget, ...process.env, ...env })
  const [adapter] = said.adapters
  if (!adapter) throw new Error(`no adapter was tried: ${JSON.stringify(said)}`)
  const { laws, verdict, level, ms } = adapter
  const held = laws.filter((law) => law.verdict === 'holds' || law.verdict === 'refused')
  const other = othersOf(laws)
  const cases = laws.reduce((total, { evidence }) => total + evidence.cases, 0)
  const seen = [...new Set(other.map((law) => law.verdict))].join(', ') || '-'
  const counts = [String(held.length), other.length > 0 ? `${other.length} ${seen}` : '-', String(cases)]
  const others = other.map(
    (law) => `${name}: ${law.id} ${law.verdict}: ${law.finding?.observed ?? law.reason ?? 'no reason'}`,
  )
  return {
    row: [name, verdict, level, ...counts, (ms / 1_000).toFixed(0)],
    others,
    // Where flags leave laws out, the verdict is that the run is incomplete.
    isConformant: verdict === 'conformant' || (held.length > 0 && other.length === 0),
  }
}

/** Tells what came of the suites in a table; whether each was conformant. */
export function tellEnds(ends: readonly SuitesEnd[], tell: (line: string) => void): boolean {
  for (const line of tableOf([head, ...ends.map(({ row }) => row)])) tell(line)
  for (const line of ends.flatMap(({ others }) => others)) tell(line)
  return ends.every(({ isConformant }) => isConformant)
}

/** Runs all suites under each setting, and tells of them; whether each was conformant. */
export async function tellSuites(settings: readonly Setting[], tell: (line: string) => void): Promise<boolean> {
  const ends: SuitesEnd[] = []
  for (const setting of settings) {
    tell(`all suites: ${setting.name}`)
    ends.push(await suitesUnder(setting))
  }
  return tellEnds(ends, tell)
}
