/** Runs the campaign that is named. To add one: a module with its default export, and a line in the table. */
import type { Campaign } from './campaign.ts'

interface Entry {
  readonly says: string
  /** whether it runs the suites of an adapter, which may be told how by flags of verify */
  readonly runsSuites?: true
  readonly load: () => Promise<{ readonly default: Campaign }>
}

const campaigns: Readonly<Record<string, Entry>> = {
  'server-kills': {
    says: '20 SIGKILLs of a Postgres under load: what was acknowledged is there',
    load: () => import('./server-kills.ts'),
  },
  isolation: {
    says: 'all suites at each level of isolation of Postgres',
    runsSuites: true,
    load: () => import('./isolation.ts'),
  },
  pools: {
    says: 'all suites with one connection for data and with two',
    runsSuites: true,
    load: () => import('./pools.ts'),
  },
  timeouts: {
    says: 'what the timeouts of Postgres say, and all suites with timeouts',
    runsSuites: true,
    load: () => import('./timeouts.ts'),
  },
  pgbouncer: {
    says: 'what a PgBouncer says, and all suites by it in both of its modes',
    runsSuites: true,
    load: () => import('./pgbouncer.ts'),
  },
  'max-connections': {
    says: 'what a Postgres without a connection left says, and what the adapter tells',
    load: () => import('./max-connections.ts'),
  },
  'big-streams': {
    says: '1 GiB streamed into each store and back, in less than 200 MiB of memory',
    load: () => import('./big-streams.ts'),
  },
  seeds: {
    says: '100 runs of verify with fresh seeds: no false finding',
    runsSuites: true,
    load: () => import('./seeds.ts'),
  },
  mutants: {
    says: 'every mutant on every adapter, as a table in coverage/mutants.md',
    load: () => import('./mutants.ts'),
  },
  'stale-locks': {
    says: 'six processes on a stale lock of the file system, 1,000 rounds',
    load: () => import('./stale-locks.ts'),
  },
}

const [name = '', ...flags] = process.argv.slice(2)
const chosen = Object.hasOwn(campaigns, name) ? campaigns[name] : undefined

if (!chosen || (flags.length > 0 && !chosen.runsSuites)) {
  const got = [name, ...flags].join(' ') || 'none'
  process.stderr.write(`campaign: expected one name, and flags of verify where it runs suites; got ${got}.\n`)
  process.stderr.write('npm run campaign -- <name> [flags], with one of:\n')
  for (const [known, { says }] of Object.entries(campaigns)) process.stderr.write(`  ${known.padEnd(16)} ${says}\n`)
  process.exitCode = 2
} else {
  const { default: campaign } = await chosen.load()
  const begun = performance.now()
  const isSound = await campaign((line) => process.stdout.write(`${line}\n`), flags)
  const seconds = ((performance.now() - begun) / 1_000).toFixed(0)
  process.stdout.write(`${name}: ${isSound ? 'as it has to be' : 'NOT as it has to be'}, in ${seconds} s\n`)
  if (!isSound) process.exitCode = 1
}
