/**
 * `verify` of everything, over and over, each time with a seed of its own: a sound adapter is found sound every time.
 * HOLDFAST_ROUNDS says how often (100), HOLDFAST_SEED with which seed it begins (1), HOLDFAST_BUDGET how long a run has for
 * each adapter (15s).
 */
import type { Report } from '../contracts/index.ts'
import type { Campaign } from './campaign.ts'
import { tableOf } from './campaign.ts'
import { runNode } from './programs.ts'
import { othersOf } from './suites.ts'

const rounds = Number(process.env['HOLDFAST_ROUNDS'] ?? 100)
const firstSeed = Number(process.env['HOLDFAST_SEED'] ?? 1)
const budget = process.env['HOLDFAST_BUDGET'] ?? '15s'

/** One run: how it ended, and what was not sound in it. */
interface Round {
  readonly verdict: string
  readonly unsound: readonly string[]
}

async function round(seed: number, flags: readonly string[]): Promise<Round> {
  const args = ['dist/src/cli/main.js', 'verify', '--report', 'json', '--quiet', '--jobs', '2', ...flags]
  const { code, output } = await runNode([...args, '--seed', String(seed), '--budget', budget])
  const { verdict, adapters } = JSON.parse(output) as Report
  const unsound = adapters.flatMap(({ name, laws }) =>
    othersOf(laws).map(
      ({ id, verdict: said, reason, finding }) => `${name} ${id} ${said}: ${finding?.token ?? reason ?? ''}`,
    ),
  )
  return { verdict: `${verdict} (${code})`, unsound }
}

const campaign: Campaign = async (tell, flags) => {
  const counts = new Map<string, number>()
  const unsound: string[] = []
  for (let seed = firstSeed; seed < firstSeed + rounds; seed += 1) {
    const ended = await round(seed, flags)
    counts.set(ended.verdict, (counts.get(ended.verdict) ?? 0) + 1)
    for (const line of ended.unsound) tell(`seed ${seed}: ${line}`)
    unsound.push(...ended.unsound)
  }
  const rows = [...counts].map(([verdict, count]) => [verdict, String(count)])
  for (const line of tableOf([['verdict', 'runs'], ...rows])) tell(line)
  tell(
    `${rounds} runs of ${budget} an adapter, seeds ${firstSeed} to ${firstSeed + rounds - 1}: ${unsound.length} laws not sound`,
  )
  return unsound.length === 0
}

export default campaign
