/** Known-bad logs that take entries out of turn, keep them from others, or go wrong at the limit. */
import type { Ground, Mutant } from '../../contract.ts'
import { partitionOf } from './logs.ts'
import type { LogPart, Logs, LogTail } from './port.ts'
import { limitBytesMax, limitBytesMin, limitBytesUsual } from './port.ts'
import type { Override } from './wrap.ts'
import { bytesOf, keptByLog, logMutant, logsIn, noting, showing } from './wrap.ts'

const inTurn = { law: 'logs/entries-come-in-turn', source: ['logs/port.ts: append'] }

/** Faults of turns. */
export const turnMutants: readonly Mutant[] = [
  logMutant(
    'appends-again',
    { ...inTurn, says: 'an entry that comes a second time is added a second time' },
    (inner) => ({
      async append(scope, log, seq, parts, options) {
        const answer = await inner.append(scope, log, seq, parts, options)
        return answer.status === 'known' ? inner.append(scope, log, answer.next, parts, options) : answer
      },
    }),
  ),
  logMutant('takes-gaps', { ...inTurn, says: 'an entry that comes too early is added all the same' }, (inner) => ({
    async append(scope, log, seq, parts, options) {
      const answer = await inner.append(scope, log, seq, parts, options)
      return answer.status === 'gap' ? inner.append(scope, log, answer.next, parts, options) : answer
    },
  })),
  logMutant('gap-is-known', { ...inTurn, says: 'an entry that comes too early is told to be there' }, (inner) => ({
    async append(...args) {
      const answer = await inner.append(...args)
      return answer.status === 'gap' ? { ...answer, status: 'known' } : answer
    },
  })),
]

/** Logs that write an entry when the session is next asked for something. */
function writesBehind(inner: Logs, { clock }: Ground): Logs {
  let behind: (() => Promise<unknown>) | undefined
  const settled = async (): Promise<Logs> => {
    const write = behind
    behind = undefined
    await write?.()
    return inner
  }
  return {
    async append(scope, log, seq, parts, options) {
      await settled()
      const tail = await inner.tail(scope, log, { bytes: 1 })
      const { next, sealed } = tail.status === 'there' ? tail : { next: 1, sealed: false }
      if (sealed || seq !== next || bytesOf(parts) === 0) return inner.append(scope, log, seq, parts, options)
      const own = parts.map(({ stream, bytes }) => ({ stream, bytes: Uint8Array.from(bytes) }))
      behind = () => inner.append(scope, log, seq, own, options)
      return { status: 'appended', next: seq + 1 }
    },
    tail: async (...args) => (await settled()).tail(...args),
    seal: async (...args) => ({ ...(await (await settled()).seal(...args)), touchedAtMs: clock.now() }),
    drop: async (...args) => (await settled()).drop(...args),
    prune: async (...args) => (await settled()).prune(...args),
  }
}

/** Faults of cost. */
export const costMutants: readonly Mutant[] = [
  logMutant(
    'rewrites-log',
    {
      law: 'logs/appends-cost-what-is-new',
      says: 'a log is written whole each time that something is added to it',
      source: ['durability:Q3'],
    },
    (inner) => ({
      async append(scope, log, seq, parts, options) {
        const tail = await inner.tail(scope, log)
        await inner.drop(scope, log)
        const before = tail.status === 'there' ? tail.parts : []
        await inner.append(scope, log, 1, [...before, ...parts], options)
        return { status: 'appended', next: seq + 1 }
      },
    }),
  ),
]

/** Faults of what others see. */
export const sharingMutants: readonly Mutant[] = [
  logMutant(
    'held-by-session',
    {
      law: 'logs/read-by-every-session',
      says: 'an entry stays in the memory of its session until the next call',
      source: ['durability:Q1'],
    },
    writesBehind,
  ),
  logMutant(
    'tail-of-session',
    {
      law: 'logs/read-by-every-session',
      says: 'a session remembers what it read, and does not see what others append later',
      source: ['durability:Q1'],
    },
    (inner) => {
      const read = new Map<string, LogTail>()
      return {
        append(scope, log, ...rest) {
          read.delete(partitionOf({ scope, log }))
          return inner.append(scope, log, ...rest)
        },
        async tail(scope, log, query) {
          const name = JSON.stringify([partitionOf({ scope, log }), query])
          const tail = read.get(name) ?? (await inner.tail(scope, log, query))
          read.set(name, structuredClone(tail))
          return tail
        },
      }
    },
  ),
  logMutant(
    'acknowledged-before-written',
    {
      law: 'logs/survives-kill',
      says: 'an entry is acknowledged before it is written',
      source: ['Zheng et al. 2014, Torturing Databases for Fun and Profit'],
    },
    writesBehind,
  ),
  logMutant(
    'counted-in-second-step',
    {
      law: 'logs/survives-kill',
      says: 'an entry is written in one step and its number in another',
      source: ['Zheng et al. 2014, Torturing Databases for Fun and Profit'],
    },
    (inner) => {
      const numbers = (log: string): string => `${log.slice(0, 100)}#`
      return {
        async append(scope, log, seq, parts, options) {
          const answer = await inner.append(scope, log, seq, parts, options)
          const mark: LogPart = { stream: 'out', bytes: Uint8Array.of(1) }
          if (answer.status === 'appended') await inner.append(scope, numbers(log), seq, [mark])
          return answer
        },
        async tail(scope, log, query) {
          const tail = await inner.tail(scope, log, query)
          const counted = await inner.tail(scope, numbers(log))
          return tail.status === 'there' ? { ...tail, next: counted.status === 'there' ? counted.next : 1 } : tail
        },
        async drop(scope, log) {
          await inner.drop(scope, numbers(log))
          return inner.drop(scope, log)
        },
      }
    },
  ),
]

/** Faults of entries without bytes. */
export const emptyMutants: readonly Mutant[] = [
  logMutant(
    'empty-makes-log',
    {
      law: 'logs/empty-writes-nothing',
      says: 'an entry without bytes makes a log without any',
      source: ['durability:Q18'],
    },
    (inner, ground) => ({
      append(scope, log, seq, parts, options) {
        keptByLog<true>(ground, 'made').set(partitionOf({ scope, log }), true)
        return inner.append(scope, log, seq, parts, options)
      },
      async tail(scope, log, query) {
        const tail = await inner.tail(scope, log, query)
        if (tail.status === 'there' || !keptByLog(ground, 'made').has(partitionOf({ scope, log }))) return tail
        const touchedAtMs = ground.clock.now()
        return { status: 'there', parts: [], size: 0, dropped: 0, next: 1, sealed: false, touchedAtMs }
      },
    }),
  ),
  logMutant(
    'empty-takes-number',
    {
      law: 'logs/empty-writes-nothing',
      says: 'an entry without bytes is written down like any other',
      source: ['durability:Q18'],
    },
    (inner) => ({
      append(scope, log, seq, parts, options) {
        const given: readonly LogPart[] = bytesOf(parts) === 0 ? [{ stream: 'out', bytes: Uint8Array.of(0x0a) }] : parts
        return inner.append(scope, log, seq, given, options)
      },
    }),
  ),
]

const takesOldest = { law: 'logs/limit-takes-oldest', source: ['durability:Q16'] }
const ofTheLog = { law: 'logs/limit-is-of-the-log', source: ['durability:Q19'] }

/** Logs whose limit is another one than was asked for. */
function limiting(
  limit: (asked: number, given: { inner: Logs; ground: Ground; name: string }) => Promise<number> | number,
): Override {
  return (inner, ground) => ({
    ...noting(inner, ground),
    async append(scope, log, seq, parts, { limitBytes = limitBytesUsual } = {}) {
      const name = partitionOf({ scope, log })
      const limited = Math.max(limitBytesMin, await limit(limitBytes, { inner, ground, name }))
      return noting(inner, ground).append(scope, log, seq, parts, { limitBytes: limited })
    },
  })
}

/** How much lies in all other logs of a place. */
async function besides(inner: Logs, ground: Ground, name: string): Promise<number> {
  let sum = 0
  for (const [other, { scope, log }] of logsIn(ground)) {
    const tail = other === name ? undefined : await inner.tail(scope, log, { bytes: 1 })
    if (tail?.status === 'there') sum += tail.size
  }
  return sum
}

/** Faults of the limit. */
export const limitMutants: readonly Mutant[] = [
  logMutant(
    'limit-refuses-newest',
    { ...takesOldest, says: 'what goes beyond the limit is not written, and acknowledged all the same' },
    (inner) => ({
      async append(scope, log, seq, parts, options) {
        const tail = await inner.tail(scope, log, { bytes: 1 })
        const isFull = tail.status === 'there' && tail.size + bytesOf(parts) > (options?.limitBytes ?? limitBytesUsual)
        return isFull && seq === tail.next && !tail.sealed
          ? { status: 'appended', next: seq + 1 }
          : inner.append(scope, log, seq, parts, options)
      },
    }),
  ),
  logMutant(
    'limit-untold',
    { ...takesOldest, says: 'what went is not told' },
    showing((tail) => ({ ...tail, dropped: 0 })),
  ),
  logMutant(
    'limit-told-once',
    { ...takesOldest, says: 'what went is told until it was read, and then no more' },
    showing((tail, ground, on) => {
      const told = keptByLog<number>(ground, 'told')
      const before = told.get(partitionOf(on)) ?? 0
      told.set(partitionOf(on), tail.dropped)
      return { ...tail, dropped: Math.max(0, tail.dropped - before) }
    }),
  ),
  logMutant(
    'limit-cuts-entries',
    { ...takesOldest, says: 'the oldest entry is cut in the middle, so that the log holds as much as it may' },
    (inner, ground) => ({
      async append(scope, log, seq, parts, { limitBytes = limitBytesUsual } = {}) {
        const answer = await inner.append(scope, log, seq, parts, { limitBytes: limitBytesMax })
        if (answer.status === 'appended')
          keptByLog<number>(ground, 'limits').set(partitionOf({ scope, log }), limitBytes)
        return answer
      },
      async tail(scope, log, query) {
        const limit = keptByLog<number>(ground, 'limits').get(partitionOf({ scope, log })) ?? limitBytesUsual
        const tail = await inner.tail(scope, log, query ?? { bytes: limit })
        if (tail.status === 'absent') return tail
        const size = Math.min(tail.size, limit)
        return { ...tail, size, dropped: tail.size - size }
      },
    }),
  ),
  logMutant(
    'usual-limit-only',
    { ...ofTheLog, says: 'one limit holds for all logs, whatever is asked for' },
    limiting(() => limitBytesUsual),
  ),
  logMutant(
    'limit-excludes-end',
    { ...ofTheLog, says: 'a log that holds exactly as much as it may is taken to be over its limit' },
    limiting((asked) => asked - 1),
  ),
  logMutant(
    'limit-of-all-logs',
    { ...ofTheLog, says: 'what lies in other logs counts too' },
    limiting(async (asked, { inner, ground, name }) => asked - (await besides(inner, ground, name))),
  ),
]
