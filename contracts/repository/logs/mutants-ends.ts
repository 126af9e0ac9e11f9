/** Known-bad logs that are not sealed, dropped or pruned as they should be, or tell another time of it. */
import type { Ground, Mutant } from '../../contract.ts'
import { partitionOf } from './logs.ts'
import type { LogPart, Logs } from './port.ts'
import type { OnLog } from './scenes.ts'
import { bytesOf, keptByLog, logMutant, logsIn, noting, showing } from './wrap.ts'

const absorbs = { law: 'logs/seal-absorbs', source: ['logs/port.ts: seal'] }

/** Faults of the seal. */
export const sealMutants: readonly Mutant[] = [
  logMutant(
    'seal-of-session',
    { ...absorbs, says: 'a seal keeps the session from writing that set it, and no other' },
    (inner, { clock }) => {
      const sealed = new Set<string>()
      return {
        async append(scope, log, seq, parts, options) {
          if (!sealed.has(partitionOf({ scope, log }))) return inner.append(scope, log, seq, parts, options)
          const tail = await inner.tail(scope, log, { bytes: 1 })
          const next = tail.status === 'there' ? tail.next : 1
          return seq < next ? { status: 'known', next } : { status: 'sealed', next }
        },
        async seal(scope, log) {
          const tail = await inner.tail(scope, log, { bytes: 1 })
          sealed.add(partitionOf({ scope, log }))
          return { status: 'sealed', next: tail.status === 'there' ? tail.next : 1, touchedAtMs: clock.now() }
        },
      }
    },
  ),
  logMutant(
    'seal-makes-none',
    { ...absorbs, says: 'a log that is not there is told to be sealed, and is not made' },
    (inner, { clock }) => ({
      async seal(scope, log) {
        const tail = await inner.tail(scope, log, { bytes: 1 })
        return tail.status === 'there'
          ? inner.seal(scope, log)
          : { status: 'sealed', next: 1, touchedAtMs: clock.now() }
      },
    }),
  ),
  logMutant(
    'sealed-is-gap',
    { ...absorbs, says: 'an entry of a log that is sealed is told to come too early' },
    (inner) => ({
      async append(...args) {
        const answer = await inner.append(...args)
        return answer.status === 'sealed' ? { ...answer, status: 'gap' } : answer
      },
    }),
  ),
]

/** Logs of which what was removed comes back when they are made again. */
function keepingEntries(inner: Logs, ground: Ground): Pick<Logs, 'tail'> & { keep(on: OnLog): Promise<void> } {
  const old = keptByLog<readonly LogPart[]>(ground, 'old')
  return {
    async keep({ scope, log }) {
      const tail = await inner.tail(scope, log)
      if (tail.status === 'there' && tail.parts.length > 0)
        old.set(partitionOf({ scope, log }), structuredClone(tail.parts))
    },
    async tail(scope, log, query) {
      const tail = await inner.tail(scope, log, query)
      const before = structuredClone(old.get(partitionOf({ scope, log })) ?? [])
      if (tail.status === 'absent') return tail
      return { ...tail, parts: [...before, ...tail.parts], size: tail.size + bytesOf(before) }
    },
  }
}

const exact = { law: 'logs/drop-is-exact', source: ['durability:S6'] }

/** Faults of removal. */
export const dropMutants: readonly Mutant[] = [
  logMutant('drop-takes-scope', { ...exact, says: 'a drop removes every log of the scope' }, (inner, ground) => ({
    ...noting(inner, ground),
    async drop(scope, log) {
      const answer = await inner.drop(scope, log)
      for (const other of logsIn(ground).values()) {
        const isOfScope = other.scope.tenant === scope.tenant && other.scope.run === scope.run
        if (isOfScope) await inner.drop(other.scope, other.log)
      }
      return answer
    },
  })),
  logMutant('drop-twice-throws', { ...exact, says: 'a drop of what is not there is an error' }, (inner) => ({
    async drop(scope, log) {
      const answer = await inner.drop(scope, log)
      if (answer.status === 'absent') throw new Error('no such log')
      return answer
    },
  })),
  logMutant(
    'drop-keeps-entries',
    { ...exact, says: 'the row of a log goes and its entries stay, which come back with the next log of that name' },
    (inner, ground) => {
      const keeping = keepingEntries(inner, ground)
      return {
        tail: (...args) => keeping.tail(...args),
        async drop(scope, log) {
          await keeping.keep({ scope, log })
          return inner.drop(scope, log)
        },
      }
    },
  ),
  logMutant(
    'drop-keeps-number',
    { ...exact, says: 'the numbers of a log that was dropped go on in the next one of its name' },
    (inner, ground) => {
      const last = keptByLog<number>(ground, 'last')
      const before = (on: OnLog): number => last.get(partitionOf(on)) ?? 0
      return {
        async append(scope, log, seq, parts, options) {
          const from = before({ scope, log })
          if (seq <= from) return { status: 'known', next: from + 1 }
          const answer = await inner.append(scope, log, seq - from, parts, options)
          return { ...answer, next: answer.next + from }
        },
        async tail(scope, log, query) {
          const tail = await inner.tail(scope, log, query)
          return tail.status === 'there' ? { ...tail, next: tail.next + before({ scope, log }) } : tail
        },
        async drop(scope, log) {
          const tail = await inner.tail(scope, log, { bytes: 1 })
          if (tail.status === 'there') last.set(partitionOf({ scope, log }), tail.next - 1 + before({ scope, log }))
          return inner.drop(scope, log)
        },
      }
    },
  ),
]

const touched = { law: 'logs/touched-at-is-time-of-change', source: ['durability:T10'] }
const byAge = { law: 'logs/prune-takes-sealed-by-age', source: ['durability:P15'] }

/** Every log of the place that is there, with what is known of it. */
export async function known(
  inner: Logs,
  ground: Ground,
): Promise<readonly (OnLog & { sealed: boolean; ageMs: number })[]> {
  const logs: (OnLog & { sealed: boolean; ageMs: number })[] = []
  for (const { scope, log } of logsIn(ground).values()) {
    const tail = await inner.tail(scope, log, { bytes: 1 })
    if (tail.status === 'absent') continue
    logs.push({ scope, log, sealed: tail.sealed, ageMs: ground.clock.now() - (tail.touchedAtMs ?? Infinity) })
  }
  return logs
}

/** Faults of ages. */
export const ageMutants: readonly Mutant[] = [
  logMutant(
    'touched-by-client',
    { ...touched, says: 'logs are dated by the clock of the client, which is a minute ahead' },
    showing((tail) => ({ ...tail, touchedAtMs: (tail.touchedAtMs ?? 0) + 60_000 })),
  ),
  logMutant(
    'touched-is-read-time',
    { law: touched.law, says: 'a log shows the time at which it is read', source: ['logs/port.ts: LogFacts'] },
    showing((tail, { clock }) => ({ ...tail, touchedAtMs: clock.now() })),
  ),
  logMutant(
    'seal-touches-again',
    { law: touched.law, says: 'a log that is sealed again is touched again', source: ['logs/port.ts: LogFacts'] },
    (inner, ground) => {
      const last = keptByLog<number>(ground, 'sealed at')
      return {
        async seal(scope, log) {
          last.set(partitionOf({ scope, log }), ground.clock.now())
          return { ...(await inner.seal(scope, log)), touchedAtMs: ground.clock.now() }
        },
        async tail(scope, log, query) {
          const tail = await inner.tail(scope, log, query)
          const touchedAtMs = last.get(partitionOf({ scope, log }))
          return tail.status === 'there' && touchedAtMs !== undefined ? { ...tail, touchedAtMs } : tail
        },
      }
    },
  ),
  logMutant(
    'prune-takes-open',
    { ...byAge, says: 'a pruning removes old logs that are not sealed too' },
    (inner, ground) => ({
      ...noting(inner, ground),
      async prune(options) {
        const open = (await known(inner, ground)).filter(({ sealed, ageMs }) => !sealed && ageMs >= options.olderThanMs)
        for (const { scope, log } of open) await inner.drop(scope, log)
        const { logs } = await inner.prune(options)
        return { logs: logs + open.length }
      },
    }),
  ),
  logMutant('prune-excludes-end', { ...byAge, says: 'a log of exactly the age that is named is kept' }, (inner) => ({
    prune: ({ olderThanMs }) => inner.prune({ olderThanMs: Math.min(olderThanMs + 1, 3_153_600_000_000) }),
  })),
  logMutant('prune-in-one-scope', { ...byAge, says: 'a pruning stops at the first scope' }, (inner, ground) => ({
    ...noting(inner, ground),
    async prune({ olderThanMs }) {
      const logs = await known(inner, ground)
      const [first] = logs
      const mine = logs.filter(
        ({ scope, sealed, ageMs }) =>
          sealed && ageMs >= olderThanMs && scope.tenant === first?.scope.tenant && scope.run === first.scope.run,
      )
      for (const { scope, log } of mine) await inner.drop(scope, log)
      return { logs: mine.length }
    },
  })),
  logMutant(
    'prune-keeps-entries',
    {
      ...byAge,
      says: 'a pruning removes the rows of logs only, and their bytes come back with the next log of that name',
    },
    (inner, ground) => {
      const keeping = keepingEntries(inner, ground)
      return {
        tail: (...args) => keeping.tail(...args),
        ...noting(inner, ground),
        async prune(options) {
          const logs = await known(inner, ground)
          for (const one of logs) if (one.sealed && one.ageMs >= options.olderThanMs) await keeping.keep(one)
          return inner.prune(options)
        },
      }
    },
  ),
  logMutant(
    'prune-counts-one',
    {
      law: 'logs/prune-counts-logs',
      says: 'a pruning counts one log, however many went',
      source: ['logs/port.ts: prune'],
    },
    (inner) => ({
      async prune(options) {
        const { logs } = await inner.prune(options)
        return { logs: Math.min(logs, 1) }
      },
    }),
  ),
]
