/** The laws of logs that speak of many logs and many entries: one call comes to all of them. */
import type { Due } from '../../examples.ts'
import { allDue, someOf, statusOf } from '../../examples.ts'
import type { BenchSession, Surprise } from '../../lab.ts'
import { onOneSession } from '../../lab.ts'
import type { Law } from '../../law.ts'
import { showAtLength } from '../../show.ts'
import { agesRefused } from './laws-ends.ts'
import { log } from './logs.ts'
import type { LogQuery } from './port.ts'
import type { OnLog, PartScene } from './scenes.ts'

/** More logs than stores remove in one batch, of which 25 and 100 are usual ones. */
const many = 250

/** Every second one is of another scope. */
const logs: readonly OnLog[] = Array.from({ length: many }, (_, at) => ({
  scope: at % 2 === 0 ? log.scope : { tenant: 'u' },
  log: `log ${at}`,
}))

/** Some of them, the hundred-and-first and the last among them, with an entry each. */
const some: readonly OnLog[] = someOf(logs)

function filled(on: OnLog): Due {
  return ['appended', 'append', { ...on, seq: 1, parts: [{ stream: 'out', latin1: 'a\n' }] }]
}

function sealed(on: OnLog): Due {
  return ['sealed', 'seal', on]
}

/** So long ago the logs were sealed that are old, ms. */
const ageMs = 60_000

const open: OnLog = { ...log, log: 'open' }
const young: OnLog = { ...log, log: 'young' }

const pruneGoesThroughAll: Law = {
  id: 'logs/prune-goes-through-all',
  says: 'one pruning removes every sealed log that is old enough, however many there are, counts them all, and keeps the others',
  suite: 'orphan-cleanup',
  level: 'must',
  from: 'T0',
  to: 'T0',
  needs: { ports: ['logs'], claims: { logs: ['ages'] }, clock: 'turned' },
  source: ['durability:P15'],
  mutants: ['logs~prunes-one-page'],
  since: '0.1.0',
  refusal: agesRefused,
  check: (lab) =>
    onOneSession(lab, async (session, place) => {
      const old = await allDue(session, [...some.map(filled), ...logs.map(sealed), filled(open)])
      if (old) return old
      await place.turn(ageMs)
      return allDue(session, [
        filled(young),
        sealed(young),
        [`{"logs":${many}}`, 'prune', { olderThanMs: ageMs }],
        ['{"logs":0}', 'prune', { olderThanMs: ageMs }],
        ...some.map((on): Due => ['absent', 'tail', on]),
        ['there', 'tail', open],
        ['there', 'tail', young],
      ])
    }),
}

/** Small entries: more than any batch of a store holds, on both streams. */
const small: readonly PartScene[] = Array.from({ length: 300 }, (_, at) => ({
  stream: at % 3 === 0 ? 'err' : 'out',
  latin1: `line ${at}\n`,
}))

/** An entry that is longer than a row, a message or a piece of a store may be in one: 300,000 bytes, no two lines alike. */
const large: PartScene = {
  stream: 'out',
  latin1: Array.from({ length: 30_000 }, (_, at) => `${`${at}`.padStart(9, '0')}\n`).join(''),
}

/** The parts of all entries, in their order: the large one stands in the middle. */
const parts: readonly PartScene[] = [...small.slice(0, 150), large, ...small.slice(150)]

/** What is surprising about a tail that is to have these parts. */
async function tails(
  session: BenchSession,
  wanted: readonly PartScene[],
  query: LogQuery,
): Promise<Surprise | undefined> {
  const outcome = await session.call('tail', { ...log, ...query })
  if (outcome.status !== 'ok') return { expected: 'a tail', observed: statusOf(outcome) }
  const { parts: given = [] } = outcome.value as { readonly parts?: readonly PartScene[] }
  const wrong = wanted.findIndex(
    ({ stream, latin1 }, at) => given[at]?.stream !== stream || given[at]?.latin1 !== latin1,
  )
  if (wrong < 0 && given.length === wanted.length) return undefined
  const shown = (all: readonly PartScene[]): string => `${all.length} parts, of which ${wrong} is ${told(all[wrong])}`
  return { expected: `${shown(wanted)} for ${JSON.stringify(query)}`, observed: shown(given) }
}

function told(part: PartScene | undefined): string {
  return part ? `${part.latin1.length} bytes of ${part.stream}: ${showAtLength(part.latin1.slice(0, 20))}` : 'not there'
}

/** Bytes of the end of a log that has the large entry in it in part. */
const endBytes = 200_000

/** The parts at the end that have so many bytes. */
function endOf(all: readonly PartScene[], bytes: number): readonly PartScene[] {
  let left = bytes
  return all
    .toReversed()
    .flatMap((part) => {
      const latin1 = part.latin1.slice(Math.max(0, part.latin1.length - left))
      left -= latin1.length
      return latin1 === '' ? [] : [{ ...part, latin1 }]
    })
    .toReversed()
}

const longLogComesBack: Law = {
  id: 'logs/long-log-comes-back',
  says: 'a log of some hundred entries, of which one has hundreds of thousands of bytes, is tailed whole, in its order, and to the byte',
  suite: 'streaming',
  level: 'must',
  from: 'T0',
  to: 'T0',
  needs: { ports: ['logs'] },
  source: ['logs/port.ts: LogTail'],
  mutants: ['logs~cuts-entries-at-64k', 'logs~tails-one-page'],
  since: '0.1.0',
  check: (lab) =>
    onOneSession(lab, async (session) => {
      const appended = parts.map((part, at): Due => ['appended', 'append', { ...log, seq: at + 1, parts: [part] }])
      return (
        (await allDue(session, appended)) ??
        (await tails(session, parts, {})) ??
        tails(session, endOf(parts, endBytes), { bytes: endBytes })
      )
    }),
}

/** By logs, then by entries. */
export const bulkLaws: readonly Law[] = [pruneGoesThroughAll, longLogComesBack]
