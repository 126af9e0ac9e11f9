// Reports for tests: whole and dull, so that each test names only what it is about.
import type {
  AdapterReport,
  Evidence,
  Event,
  Finding,
  LawResult,
  LawVerdict,
  Report,
  Tier,
  TierResult,
} from '../../../contracts/index.ts'

export function evidence(some: Partial<Evidence> = {}): Evidence {
  const counts = {
    cases: 0,
    operations: 0,
    schedules: 0,
    reruns: 0,
    diverged: 0,
    aimed: 0,
    missed: 0,
    kills: 0,
    sites: 0,
    killedSites: 0,
    images: 0,
    histories: 0,
    ms: 0,
  }
  return { ...counts, steps: {}, killsByPoint: {}, overlap: {}, marks: {}, ...some }
}

export function tried(tier: Tier, verdict: LawVerdict, reason?: string): TierResult {
  return { tier, verdict, evidence: evidence(), ...(reason === undefined ? {} : { reason }) }
}

export function law(some: Partial<LawResult> = {}): LawResult {
  return {
    id: 'locks/one-holder',
    says: 'a name has at most one holder',
    contract: 'locks',
    suite: 'leases',
    level: 'must',
    verdict: 'holds',
    tiers: [],
    evidence: evidence(),
    ...some,
  }
}

export function adapter(some: Partial<AdapterReport> = {}): AdapterReport {
  return {
    name: 'memory',
    verdict: 'conformant',
    level: 'locks, set 1, T2',
    mode: 'embedded',
    ms: 1_250,
    killsPerSecond: 0,
    laws: [],
    ...some,
  }
}

export function report(some: Partial<Report> = {}): Report {
  return {
    schema: 1,
    holdfast: '0.1.0',
    set: 1,
    node: 'v20.20.2',
    platform: 'linux x64',
    seed: 42,
    verdict: 'conformant',
    notes: [],
    adapters: [],
    ...some,
  }
}

/** A report of one adapter that has these laws. */
export function reportOf(...laws: readonly LawResult[]): Report {
  return report({ adapters: [adapter({ laws })] })
}

export function event(some: Partial<Event> = {}): Event {
  return {
    actor: 0,
    call: { port: 'locks', method: 'inspect', args: ['a'] },
    outcome: { status: 'ok', value: { status: 'free' } },
    invoked: 0,
    returned: 1,
    fromMs: 1_000,
    toMs: 1_000,
    ...some,
  }
}

export function finding(some: Partial<Finding> = {}): Finding {
  return {
    token: 'hf1.abc',
    program: 'await one()\nawait two()',
    expected: 'busy',
    observed: 'acquired',
    history: [event()],
    at: 0,
    ...some,
  }
}

/** The first line that has this in it. */
export function lineWith(text: string, part: string): string {
  return text.split('\n').find((line) => line.includes(part)) ?? ''
}
