/**
 * Every mutant and control on every adapter to which it applies. What came of each is a row of coverage/mutants.md, and the
 * next campaign goes on with those that are not there yet, or not as they should be.
 * HOLDFAST_MUTANTS says how many are tried (all that are left).
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contracts } from '../contracts/index.ts'
import builtin from '../src/builtin.ts'
import type { MutantResult } from '../src/harness/jobs.ts'
import { isExpected } from '../src/harness/try-mutants.ts'
import type { Campaign } from './campaign.ts'
import { rowsIn, tableOf } from './campaign.ts'
import { root, runCommand } from './programs.ts'

const most = Number(process.env['HOLDFAST_MUTANTS'] ?? Infinity)
const file = join(root, 'coverage/mutants.md')

/** How many go through one command, and how many commands run at once: most of what a mutant takes is one thread. */
const each = 16
const atOnce = 2

const adapters: readonly string[] = [...builtin.adapters, ...builtin.runtimes].map(({ name }) => name)

type Row = readonly string[]

const passes = 'passes'

/** What a mutant came to on an adapter, in a word. */
function word(result: MutantResult | undefined): string {
  if (!result || result.verdict === 'inapplicable') return '-'
  if (!isExpected(result)) return result.verdict
  return result.kind === 'control' ? passes : 'dies'
}

/** Whether every word is of one that is as it should be. */
function isSound(row: Row): boolean {
  return row.slice(-adapters.length).every((one) => ['dies', passes, '-'].includes(one))
}

/** Whether it applies to none of our adapters: a store of the tests shows it then. */
function isElsewhere(row: Row): boolean {
  return row.slice(-adapters.length).every((one) => one === '-')
}

async function tried(ids: readonly string[]): Promise<readonly Row[]> {
  const { said } = await runCommand<readonly MutantResult[]>([
    'mutants',
    '--all',
    '--json',
    ...ids.flatMap((id) => ['--id', id]),
  ])
  const day = new Date().toISOString().slice(0, 10)
  return ids.map((id) => {
    const own = said.filter((result) => result.id === id)
    const words = adapters.map((name) => word(own.find(({ adapter }) => adapter === name)))
    return [id, own[0]?.law ?? '', day, ...words]
  })
}

function pageOf(rows: readonly Row[], all: readonly string[]): string {
  const elsewhere = rows.filter(isElsewhere).length
  const sound = rows.filter(isSound).length - elsewhere
  const facts = `seed 1, ${rows.length} of ${all.length} tried, ${sound} as they should be, ${elsewhere} apply to none of these`
  const sorted = rows.toSorted(([one = ''], [other = '']) => all.indexOf(one) - all.indexOf(other))
  return [
    '# Mutants by adapter',
    '',
    `Written by \`npm run campaign -- mutants\`: ${facts}. A mutant dies by the law that it names; a control passes; -: it does not apply there.`,
    '',
    ...tableOf([['mutant or control', 'law', 'day', ...adapters], ...sorted]),
    '',
  ].join('\n')
}

const campaign: Campaign = async (tell) => {
  const all = contracts.flatMap(({ mutants, controls }) => [...mutants, ...controls].map(({ id }) => id))
  const rows = rowsIn(file).filter((row) => all.includes(row[0] ?? '') && isSound(row))
  const left = all.filter((id) => !rows.some(([known]) => known === id)).slice(0, most)
  const lane = async (): Promise<void> => {
    for (let ids = left.splice(0, each); ids.length > 0; ids = left.splice(0, each)) {
      const came = await tried(ids)
      rows.push(...came)
      writeFileSync(file, pageOf(rows, all))
      for (const row of came.filter((one) => !isSound(one))) tell(row.join('  '))
      tell(`${rows.length} of ${all.length}`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return rows.every(isSound)
}

export default campaign
