/** The laws of takeovers: each question of who may be replaced by itself, and what happens where several ask it. */
import type { Lab, Search } from '../../lab.ts'
import { onOneSession } from '../../lab.ts'
import type { Law } from '../../law.ts'
import { showAtLength } from '../../show.ts'
import { judging } from '../judges.ts'
import * as liveness from '../liveness/rules.ts'
import type { Focus, TakeoverCommand } from './commands.ts'
import { contested, cutOff, errorsCome, focused, silences } from './commands.ts'
import { neverBusy, nothingInTheWay, oneTaker } from './judges.ts'
import type { Rule } from './rules.ts'
import * as rules from './rules.ts'
import type { HoldScene, TakeScene, TakeSeen } from './scenes.ts'
import { waited } from './waiting.ts'

const hold: HoldScene = { name: 'a', by: 'elsewhere', ttlMs: 1, graceMs: 0 }
const ask: TakeScene = { name: 'a', by: 'taker', policy: 'heartbeat', ttlMs: 1, graceMs: 0 }

/** Where leases are claimed not to run out, a day proves nothing of a holder that nobody can look at. */
function neverExpires(lab: Lab): Promise<void> {
  return onOneSession(lab, async (session, place) => {
    await session.call('holds', hold)
    await place.turn(86_400_000)
    const outcome = await session.call('takes', ask)
    const status = outcome.status === 'ok' ? (outcome.value as TakeSeen).taken.status : outcome.status
    return status === 'busy' ? undefined : { expected: 'busy: leases do not run out', observed: showAtLength(outcome) }
  })
}

const law = {
  suite: 'coordination',
  level: 'must',
  since: '0.1.0',
  needs: { ports: ['locks', 'takeover'], claims: { locks: ['clock'] }, clock: 'turned' },
  refusal: neverExpires,
} as const

interface Says {
  readonly words: string
  readonly says: string
  readonly source: readonly string[]
  readonly mutants: readonly string[]
  readonly marks: readonly string[]
}

function lawOf(
  { words, says, source, mutants, marks }: Says,
  tiers: Pick<Law, 'from' | 'to'>,
  search: Search<TakeoverCommand>,
): Law {
  return {
    id: `takeover/${words}`,
    says,
    ...law,
    ...tiers,
    source,
    mutants: mutants.map((mutant) => `takeover~${mutant}`),
    marks,
    check: (lab) => lab.hunt(search),
  }
}

/** A law of scenes that follow each other. */
function always(says: Says, rule: Rule, scripts: Search<TakeoverCommand>['scripts']): Law {
  return lawOf(says, { from: 'T1', to: 'T1' }, { scripts, judge: judging(rule), faults: [], enough: 40 })
}

/** A law of locks of which a promise of liveness speaks. */
function promised(says: Says, promise: liveness.TakePromise, focus: Omit<Focus, 'calls'>): Law {
  return always(says, rules.takenBy(promise), focused({ calls: ['takes'], ...focus }))
}

/** Holders that are proven dead. */
const gone = ['dead', 'recycled'] as const

const judgements: readonly Law[] = [
  promised(
    {
      words: 'living-keep-theirs',
      says: 'a lease that has not run out stays with a holder that is not proven dead, wherever it is',
      source: ['durability:I1', 'durability:I7', 'durability:I8', 'durability:I10'],
      mutants: ['steals-by-age', 'any-error-is-dead', 'probes-other-hosts'],
      marks: ['alive-in-time-process', 'unknown-in-time-process'],
    },
    liveness.leaseOfTheLiving,
    { policies: ['process', 'exclusive'], lapsed: false },
  ),
  promised(
    {
      words: 'dead-are-replaced',
      says: 'a holder of this host that is proven dead is replaced before its lease runs out, once the lock is old enough',
      source: ['durability:I6'],
      mutants: ['waits-for-expiry'],
      marks: ['dead-in-time-process'],
    },
    liveness.bereaved,
    { holders: gone, policies: ['process', 'exclusive'], lapsed: false },
  ),
  promised(
    {
      words: 'young-are-spared',
      says: 'a lock that is younger than the floor stays, though its holder is dead',
      source: ['durability:I9'],
      mutants: ['has-no-floor'],
      marks: ['dead-in-time-process'],
    },
    liveness.young,
    { holders: gone, policies: ['process', 'exclusive'], lapsed: false },
  ),
  promised(
    {
      words: 'heartbeats-decide',
      says: 'where only heartbeats count, no look at a process takes a lease that has not run out',
      source: ['durability:I12'],
      mutants: ['pids-prove-always'],
      marks: ['dead-in-time-heartbeat'],
    },
    liveness.pidsProveNothing,
    { holders: gone, policies: ['heartbeat'], lapsed: false },
  ),
  promised(
    {
      words: 'lapsed-are-taken',
      says: 'a lock whose expiry and grace are over is taken, whatever is known of its holder, but where only proof counts',
      source: ['durability:I2'],
      mutants: ['demands-proof-always'],
      marks: ['alive-lapsed-process', 'unknown-lapsed-heartbeat'],
    },
    liveness.lapsed,
    { policies: ['heartbeat', 'process'], lapsed: true },
  ),
  promised(
    {
      words: 'exclusive-outlasts-expiry',
      says: 'where a second writer would corrupt what the lock protects, a holder that may live keeps it for however long it is silent',
      source: ['durability:I13'],
      mutants: ['robs-the-silent'],
      marks: ['alive-lapsed-exclusive'],
    },
    liveness.exclusive,
    { policies: ['exclusive'] },
  ),
]

const uses: readonly Law[] = [
  always(
    {
      words: 'busy-tells-all',
      says: 'whoever is refused is told who holds the lock and where, for how long, and what can be done',
      source: ['durability:H12'],
      mutants: ['busy-says-little'],
      marks: ['takes-busy'],
    },
    rules.busyTells,
    focused({ calls: ['takes'] }),
  ),
  always(
    {
      words: 'breaks-by-the-same-rule',
      says: 'a lock is broken safely where it could be taken, and nowhere else; one that nobody holds is an answer',
      source: ['durability:I18'],
      mutants: ['breaks-by-its-own-rule', 'breaking-nothing-throws'],
      marks: ['breaks-broken', 'breaks-kept', 'breaks-free'],
    },
    rules.broken('safe'),
    focused({ calls: ['breaks'] }),
  ),
  always(
    {
      words: 'breaks-the-silent',
      says: 'a lock is broken for silence where its holder was not heard of for so long, and for at least two of its heartbeats',
      source: ['durability:I18'],
      mutants: ['breaks-by-age', 'breaks-between-heartbeats'],
      marks: ['breaks-broken', 'breaks-kept'],
    },
    rules.broken('silent'),
    silences,
  ),
  always(
    {
      words: 'breaks-by-force',
      says: 'a lock that is broken by force is gone, whoever holds it',
      source: ['durability:I18'],
      mutants: ['force-asks'],
      marks: ['breaks-broken'],
    },
    rules.broken('force'),
    focused({ calls: ['breaks'], holders: ['living', 'elsewhere'] }),
  ),
  always(
    {
      words: 'reaps-what-it-may',
      says: 'a reap removes the locks of the names that it was told which could be taken, and no other',
      source: ['durability:I16'],
      mutants: ['reaps-every-name', 'reaps-the-living'],
      marks: ['reaps'],
    },
    rules.reaped,
    focused({ calls: ['reaps'] }),
  ),
  always(
    {
      words: 'elects-one',
      says: 'whoever is elected works under the lock and lets it go, what its work gives or throws is what comes of it, and whoever is not is told so',
      source: ['durability:H5', 'durability:H11'],
      mutants: ['null-is-not-elected', 'keeps-what-threw', 'masks-what-threw'],
      marks: ['elects-elected', 'elects-threw', 'elects-busy'],
    },
    rules.elected,
    focused({ calls: ['elects'] }),
  ),
  always(
    {
      words: 'waits-while-it-helps',
      says: 'a wait ends with the lock once its holder is gone, at once where the holder was heard of or is another, and at its bound; a try that fails costs one poll',
      source: ['durability:I17'],
      mutants: ['waits-out-its-bound', 'takes-a-failed-look-for-the-end', 'never-looks-again', 'waits-for-ever'],
      marks: ['waits-acquired', 'waits-busy'],
    },
    waited,
    focused({ calls: ['waits'] }),
  ),
]

const together: readonly Law[] = [
  lawOf(
    {
      words: 'one-taker',
      says: 'of all who find a holder dead one takes its place, and none removes a row that it did not judge',
      source: ['durability:I2', 'durability:I6', 'durability:I14'],
      mutants: ['evicts-whoever-holds', 'takes-without-asking'],
      marks: ['takes-acquired', 'takes-busy'],
    },
    { from: 'T2', to: 'T4' },
    { scripts: contested, judge: oneTaker, race: true, enough: 24 },
  ),
  lawOf(
    {
      words: 'errors-are-never-busy',
      says: 'a takeover that fails is an error, and never a lock that somebody holds',
      source: ['durability:H6'],
      mutants: ['errors-fold-into-busy'],
      marks: ['takes-acquired'],
    },
    { from: 'T3', to: 'T3' },
    { scripts: errorsCome, judge: neverBusy, faults: ['throw'], enough: 24 },
  ),
  lawOf(
    {
      words: 'cut-off-is-in-nobodys-way',
      says: 'a taker that is killed anywhere leaves the lock as it was, free, or its own: whoever comes next is kept by nothing else',
      source: ['durability:I2', 'durability:H1'],
      mutants: ['guards-by-a-lock'],
      marks: ['takes-acquired'],
    },
    { from: 'T3', to: 'T4' },
    { scripts: cutOff, judge: nothingInTheWay, faults: ['kill', 'drop'], struck: { actor: 0, call: 2 }, enough: 4 },
  ),
]

export const takeoverLaws: readonly Law[] = [...judgements, ...uses, ...together]
