/**
 * Every mutant and control on every adapter to which it applies, in shares: what came of each goes into
 * coverage/mutants.md, with the day and the seed. HOLDFAST_SHARES says in how many (8); HOLDFAST_SHARE tries one of them only.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MutantResult } from '../src/harness/jobs.ts'
import { isExpected } from '../src/harness/try-mutants.ts'
import type { Campaign } from './campaign.ts'
import { tableOf } from './campaign.ts'
import { root, runCommand } from './programs.ts'

const shares = Number(process.env['HOLDFAST_SHARES'] ?? 8)
const only = process.env['HOLDFAST_SHARE']

/** How many shares are tried at once: most of what a mutant takes is one thread. */
const atOnce = 2

async function share(number: number): Promise<readonly MutantResult[]> {
  const args = ['mutants', '--all', '--json', '--shard', `${number}/${shares}`]
  const { said } = await runCommand<readonly MutantResult[]>(args)
  return said
}

/** What a mutant came to on an adapter, in a word. */
function word(row: MutantResult | undefined): string {
  if (!row || row.verdict === 'inapplicable') return '-'
  if (!isExpected(row)) return `**${row.verdict}**`
  return row.kind === 'control' ? 'passes' : 'dies'
}

function pageOf(rows: readonly MutantResult[], facts: string): string {
  const adapters = [...new Set(rows.map(({ adapter }) => adapter))]
  const ids = [...new Set(rows.map(({ id }) => id))].toSorted()
  const body = ids.map((id) => {
    const own = rows.filter((row) => row.id === id)
    return [id, own[0]?.law ?? '', ...adapters.map((name) => word(own.find(({ adapter }) => adapter === name)))]
  })
  const table = tableOf([['mutant or control', 'law', ...adapters], ...body])
  return [
    '# Mutants by adapter',
    '',
    `Written by \`npm run campaign -- mutants\`: ${facts}. A mutant dies by the law that it names; a control passes; -: it does not apply there.`,
    '',
    ...table,
    '',
  ].join('\n')
}

const campaign: Campaign = async (tell) => {
  const numbers = only === undefined ? Array.from({ length: shares }, (_, at) => at + 1) : [Number(only)]
  const rows: MutantResult[] = []
  const lane = async (): Promise<void> => {
    for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) {
      const tried = await share(number)
      rows.push(...tried)
      tell(`share ${number} of ${shares}: ${tried.length} tried`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  const tried = rows.filter(({ verdict }) => verdict !== 'inapplicable')
  const wrong = tried.filter((row) => !isExpected(row))
  for (const { id, adapter, verdict, refusedBy = 'none' } of wrong)
    tell(`${id} on ${adapter}: ${verdict}, by ${refusedBy}`)
  const day = new Date().toISOString().slice(0, 10)
  const facts = `${day}, seed 1, ${tried.length - wrong.length} of ${tried.length} as they should be`
  tell(facts)
  if (only === undefined) await writeFile(join(root, 'coverage/mutants.md'), pageOf(rows, facts))
  return wrong.length === 0
}

export default campaign
