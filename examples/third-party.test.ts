// Packages that none of us wrote, under the laws: they keep and break what coverage/track-record.md says, and no more.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Adapter, LawResult } from 'holdfast'
import { decodeToken, verify } from 'holdfast/harness'
import builtin from '../dist/src/builtin.js'
import { whyNoTrace } from '../dist/src/harness/power/tracing.js'
import { replay } from '../dist/src/harness/replay.js'
import { tryMutants } from '../dist/src/harness/try-mutants.js'
import cacache from './cacache.adapter.ts'
import nodePersist from './node-persist.adapter.ts'
import properLockfile from './proper-lockfile.adapter.ts'
import sqliteCache from './sqlite-cache.adapter.ts'

interface Known {
  readonly adapter: Adapter
  /** whether a law that is not kept shows nothing but what the record tells of the package */
  readonly explains: (result: LawResult) => boolean
}

const bad: readonly string[] = ['broken', 'unstable', 'harness-error']

/** Calls that overlap. */
function overlapped({ finding }: LawResult): boolean {
  return finding !== undefined && /^ {2}(?:tier: 'T2'|overlap: '\w+'),$/m.test(finding.program)
}

/** A process was killed, or the system failed it, while a file was cut to nothing, or half written. */
function cutInWrite({ finding }: LawResult): boolean {
  return /fault: .*point: 'fs (?:create|write):\w+'.*action: '(?:kill|throw)'/.test(finding?.program ?? '')
}

/** The folder that is the lock was made, and the system said otherwise. */
function madeAndDenied({ finding }: LawResult): boolean {
  return /fault: .*point: 'fs mkdir:after'.*action: 'throw'/.test(finding?.program ?? '')
}

const packages: readonly Known[] = [
  {
    adapter: cacache,
    explains: (result) => overlapped(result) && /call: '(?:delete|clear)'/.test(result.finding?.program ?? ''),
  },
  { adapter: nodePersist, explains: (result) => overlapped(result) || cutInWrite(result) },
  {
    adapter: properLockfile,
    explains: (result) =>
      cutInWrite(result) || madeAndDenied(result) || result.finding?.expected.startsWith('not-held: ') === true,
  },
]

function read(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
}

const record = read('coverage/track-record.md')

/** The tokens of the record. */
const tokens = Array.from(record.matchAll(/^```always\n(hf1\..+)\n```$/gm), ([, token = '']) => token)

describe('third parties', () => {
  for (const { adapter, explains } of packages) {
    it.concurrent(`${adapter.name} breaks nothing that is not in the record`, { timeout: 120_000 }, async () => {
      const { adapters } = await verify([adapter], { allowance: { budgetMs: 2_000, cases: 4 } })
      const surprises = adapters[0]?.laws.filter((law) => bad.includes(law.verdict) && !explains(law))
      expect(surprises?.map(({ id, reason, finding }) => ({ id, reason, ...finding, history: [] }))).toEqual([])
    })
  }

  for (const { adapter } of packages) {
    it(`the record names the version of ${adapter.name} that is installed, and the command`, () => {
      const { version } = JSON.parse(read(`node_modules/${adapter.name}/package.json`)) as { readonly version: string }
      expect(record).toContain(`## ${adapter.name} ${version}\n`)
      expect(record).toContain(`npx holdfast verify examples/${adapter.name}.adapter.ts`)
    })

    it(`the adapter of ${adapter.name} has at most 40 lines`, () => {
      expect(read(`examples/${adapter.name}.adapter.ts`).trimEnd().split('\n').length).toBeLessThanOrEqual(40)
    })
  }
})

describe('an adapter that an author writes on a driver', () => {
  it('keeps every law that can be tried', { timeout: 120_000 }, async () => {
    const { adapters } = await verify([sqliteCache], { allowance: { budgetMs: 1_000 } })
    const laws = adapters[0]?.laws ?? []
    expect(laws.filter(({ verdict }) => bad.includes(verdict)).map(({ id, reason }) => ({ id, reason }))).toEqual([])
    const verdictAt = (id: string, at: string): string | undefined =>
      laws.find((law) => law.id === id)?.tiers.find(({ tier }) => tier === at)?.verdict
    expect(verdictAt('outputs/survives-kill', 'T4')).toBe('holds')
    expect(verdictAt('outputs/survives-power-loss', 'T5')).toBe('holds')
  })

  it.skipIf(whyNoTrace() !== undefined)(
    'is refused as soon as its commits are not synced',
    async () => {
      const ids = ['outputs~synchronous-normal']
      const rows = await tryMutants({ plugins: [builtin], adapters: [sqliteCache], ids, onlyNamed: true })
      expect(rows).toMatchObject([{ verdict: 'killed', refusedBy: 'outputs/survives-power-loss' }])
    },
    60_000,
  )

  it('has at most 40 lines', () => {
    expect(read('examples/sqlite-cache.adapter.ts').trimEnd().split('\n').length).toBeLessThanOrEqual(40)
  })
})

describe('the track record', () => {
  it('has a token of each package', () => {
    expect(new Set(tokens.map((token) => decodeToken(token).adapter)).size).toBe(packages.length)
  })

  it.each(tokens)('names the law of %s under its package', (token) => {
    const { adapter, law } = decodeToken(token)
    const [section = ''] = record.split('\n## ').filter((text) => text.includes(token))
    expect(section.startsWith(`${adapter} `)).toBe(true)
    expect(section).toContain(`\`${law}\``)
  })

  it.each(tokens)('%s breaks its law ten times of ten', { timeout: 120_000 }, async (token) => {
    const { adapter: name } = decodeToken(token)
    const { adapter } = packages.find((known) => known.adapter.name === name) ?? {}
    if (!adapter) throw new Error(`no adapter ${name}`)
    const results = await replay({ plugins: [builtin], adapter, token: decodeToken(token), times: 10 })
    expect(results.map(({ verdict }) => verdict)).toEqual(Array.from({ length: 10 }, () => 'broken'))
  })
})
