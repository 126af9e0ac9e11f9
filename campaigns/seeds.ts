/**
 * `verify` of everything, over and over, each time with a seed of its own: a sound adapter is found sound every time. Each
 * run is a row of coverage/seeds.md as soon as it has ended, and the next campaign goes on with the seed after the last.
 * HOLDFAST_ROUNDS says how many runs (100), HOLDFAST_BUDGET how long a run has for each adapter (15s).
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '../contracts/index.ts'
import type { Campaign } from './campaign.ts'
import { tableOf } from './campaign.ts'
import { root, runNode } from './programs.ts'
import { othersOf } from './suites.ts'

const rounds = Number(process.env['HOLDFAST_ROUNDS'] ?? 100)
const budget = process.env['HOLDFAST_BUDGET'] ?? '15s'
const file = join(root, 'coverage/seeds.md')

/** One run, as the table has it. */
type Row = readonly [seed: string, day: string, commit: string, verdict: string, kills: string, unsound: string]

const head: Row = ['seed', 'day', 'commit', 'verdict', 'kills', 'laws that were not sound']

const none = 'none'

function readRows(): readonly Row[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => /^\| \d/.test(line))
    .map(
      (line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()) as unknown as Row,
    )
}

function writeRows(rows: readonly Row[]): void {
  const sound = rows.filter((row) => row[5] === none).length
  const lines = [
    '# Runs with fresh seeds',
    '',
    `Written by \`npm run campaign -- seeds\`: \`verify --budget ${budget}\` of all adapters and the runtime, ${rows.length} runs, ${sound} of`,
    'them without a law that was broken, unstable or unproven. `kills`: SIGKILLs inside operations.',
    '',
    ...tableOf([head, ...rows]),
    '',
  ]
  writeFileSync(file, lines.join('\n'))
}

async function round(seed: number, flags: readonly string[]): Promise<Row> {
  const args = ['dist/src/cli/main.js', 'verify', '--report', 'json', '--quiet', '--jobs', '3', ...flags]
  const { code, output } = await runNode([...args, '--seed', String(seed), '--budget', budget])
  const { verdict, adapters } = JSON.parse(output) as Report
  const unsound = adapters.flatMap(({ name, laws }) =>
    othersOf(laws).map(({ id, verdict: said, reason, finding }) =>
      `${name} ${id} ${said}: ${finding?.token ?? reason ?? ''}`.replaceAll('|', '/'),
    ),
  )
  const kills = adapters.flatMap(({ laws }) => laws).reduce((total, { evidence }) => total + evidence.kills, 0)
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim()
  const day = new Date().toISOString().slice(0, 10)
  const said = code === 0 ? verdict : `${verdict} (exit ${code})`
  return [String(seed), day, commit, said, String(kills), unsound.join('; ') || none]
}

const campaign: Campaign = async (tell, flags) => {
  const rows = [...readRows()]
  const first = Math.max(0, ...rows.map(([seed]) => Number(seed))) + 1
  let isSound = true
  for (let seed = first; seed < first + rounds; seed += 1) {
    const row = await round(seed, flags)
    rows.push(row)
    writeRows(rows)
    tell(row.join('  '))
    isSound &&= row[5] === none
  }
  return isSound
}

export default campaign
