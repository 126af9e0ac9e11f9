/** Runs the campaign that is named. To add one: a module with its default export, and a line in the table. */
import type { Campaign } from './campaign.ts'

interface Entry {
  readonly says: string
  readonly load: () => Promise<{ readonly default: Campaign }>
}

const campaigns: Readonly<Record<string, Entry>> = {
  'stale-locks': {
    says: 'six processes on a stale lock of the file system, 1,000 rounds',
    load: () => import('./stale-locks.ts'),
  },
  pgbouncer: {
    says: 'all suites by a PgBouncer in both of its modes, and what it says when it has nothing to give',
    load: () => import('./pgbouncer.ts'),
  },
  'max-connections': {
    says: 'what a Postgres that has no connection left says, and what the adapter makes of it',
    load: () => import('./max-connections.ts'),
  },
}

const [name = '', ...more] = process.argv.slice(2)
const chosen = Object.hasOwn(campaigns, name) ? campaigns[name] : undefined

if (!chosen || more.length > 0) {
  const got = [name, ...more].join(' ') || 'none'
  process.stderr.write(`campaign: expected one name, got ${got}. npm run campaign -- <name>, with one of:\n`)
  for (const [known, { says }] of Object.entries(campaigns)) process.stderr.write(`  ${known.padEnd(16)} ${says}\n`)
  process.exitCode = 2
} else {
  const { default: campaign } = await chosen.load()
  const begun = performance.now()
  const isSound = await campaign((line) => process.stdout.write(`${line}\n`))
  const seconds = ((performance.now() - begun) / 1_000).toFixed(0)
  process.stdout.write(`${name}: ${isSound ? 'as it has to be' : 'NOT as it has to be'}, in ${seconds} s\n`)
  if (!isSound) process.exitCode = 1
}
