/**
 * `verify` of everything, over and over, each time with a seed of its own: a sound adapter is found sound every time. Each
 * run is a row of coverage/seeds.md as soon as it has ended, and the next campaign goes on with the seed after the last.
 * HOLDFAST_ROUNDS says how many runs (100), HOLDFAST_BUDGET how long a run has for each adapter (15s).
 */
import { execFileSync } from 'node:child_process'
import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '../contracts/index.ts'
import type { Campaign } from './campaign.ts'
import { rowsIn, tableOf } from './campaign.ts'
import { root, runCommand } from './programs.ts'
import { othersOf } from './suites.ts'

const rounds = Number(process.env['HOLDFAST_ROUNDS'] ?? 100)
const budget = process.env['HOLDFAST_BUDGET'] ?? '15s'
const file = join(root, 'coverage/seeds.md')

/** The columns of the table, which are the facts of a run. */
const columns = ['seed', 'day', 'commit', 'budget', 'verdict', 'kills', 'unsound'] as const

type Run = { readonly [column in (typeof columns)[number]]: string }

const none = 'none'

function isSound({ unsound }: Run): boolean {
  return unsound === none
}

function runIn(row: readonly string[]): Run {
  return Object.fromEntries(columns.map((column, at) => [column, row[at] ?? ''])) as Run
}

function writeRuns(runs: readonly Run[]): void {
  const lines = [
    '# Runs with fresh seeds',
    '',
    `Written by \`npm run campaign -- seeds\`: \`verify\` of all adapters and the runtime, ${runs.length} runs, ${runs.filter(isSound).length} of them`,
    'without a law that was broken, unstable or unproven. `kills`: SIGKILLs inside operations. `unsound`: the other laws.',
    '',
    ...tableOf([columns, ...runs.map((run) => columns.map((column) => run[column]))]),
    '',
  ]
  writeFileSync(file, lines.join('\n'))
}

async function runOf(seed: string, flags: readonly string[]): Promise<Run> {
  const args = ['verify', '--report', 'json', '--quiet', '--jobs', '3', ...flags, '--seed', seed, '--budget', budget]
  const { code, said } = await runCommand<Report>(args)
  const others = said.adapters.flatMap(({ name, laws }) =>
    othersOf(laws).map(({ id, verdict, reason, finding }) => {
      const seen = finding && `${finding.token} (expected ${finding.expected}, observed ${finding.observed})`
      return `${name} ${id} ${verdict}: ${seen ?? reason ?? ''}`.replaceAll(/[|\n]/g, '/')
    }),
  )
  const laws = said.adapters.flatMap((adapter) => adapter.laws)
  if (said.verdict === 'invalid') others.push('the run is invalid')
  const kills = laws.reduce((total, { evidence }) => total + evidence.kills, 0)
  return {
    seed,
    day: new Date().toISOString().slice(0, 10),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim(),
    budget,
    verdict: code === 0 ? said.verdict : `${said.verdict} (exit ${code})`,
    kills: String(kills),
    unsound: others.join('; ') || none,
  }
}

/** What earlier runs have found would be tried first: it goes aside, so that a run has nothing but its seed. */
function setFindingsAside(): void {
  const findings = join(root, '.holdfast/findings')
  if (existsSync(findings)) renameSync(findings, `${findings}-until-${Date.now()}`)
}

const campaign: Campaign = async (tell, flags) => {
  const before = rowsIn(file).map(runIn)
  const first = Math.max(0, ...before.map(({ seed }) => Number(seed))) + 1
  const runs: Run[] = []
  for (let seed = first; seed < first + rounds; seed += 1) {
    setFindingsAside()
    const run = await runOf(String(seed), flags)
    runs.push(run)
    writeRuns([...before, ...runs])
    tell(Object.values(run).join('  '))
  }
  return runs.every(isSound)
}

export default campaign
