/**
 * Logs on the disk: a register a log, in the folder of its scope. Its facts say which ranges of which files hold the entries;
 * see `pieces.ts`. An append writes its entry where nobody reads yet, and then the facts by which it counts: a torn write is
 * behind what counts and is no harm, and what does not fit in what counts is CORRUPT.
 */
import type { Clock, LogAppended, LogPart, LogQuery, LogSealed, LogStore, LogTail } from '../../contracts/index.ts'
import { StoreError } from '../../contracts/errors.ts'
import { limitBytesUsual } from '../../contracts/repository/logs/port.ts'
import { sizeOf } from '../../src/core/log-entry.ts'
import { Tail } from '../../src/core/log-tail.ts'
import type { RowReader } from '../../src/core/rows.ts'
import { flag, listOf, moment, rowReader, text, wholeFrom } from '../../src/core/rows.ts'
import { sumOver } from './bulk.ts'
import type { Piece } from './pieces.ts'
import { entriesOf, withEntry, withoutOldest } from './pieces.ts'
import { Rack } from './place.ts'
import type { Address } from './register-folder.ts'
import type { Current, Step, Visits } from './register.ts'
import type { State } from './state-file.ts'
import { digestOf } from './state-file.ts'

/** The facts of a log's state, which has no body. */
type Facts = {
  readonly scope: string
  readonly log: string
  readonly next: number
  readonly size: number
  readonly dropped: number
  readonly sealed: boolean
  readonly touchedAtMs: number
  readonly pieces: readonly Piece[]
}

const readFacts: RowReader<Facts> = rowReader<Facts>('logs', {
  scope: text,
  log: text,
  next: wholeFrom(1),
  size: wholeFrom(0),
  dropped: wholeFrom(0),
  sealed: flag,
  touchedAtMs: moment,
  pieces: listOf<Piece>({ name: text, from: wholeFrom(0), to: wholeFrom(0) }),
})

function stateOf(facts: Facts): State {
  return { facts, keeps: facts.pieces.map(({ name }) => name), body: '' }
}

async function factsOf(current: Current): Promise<Facts> {
  return readFacts((await current.line()).facts, current.name)
}

/** The end of a log, where all that should lie there does. */
async function endOf(
  current: Current,
  { pieces, size }: Facts,
  query: LogQuery | undefined,
): Promise<readonly LogPart[]> {
  const tail = new Tail(query)
  let rest = size
  for (const piece of pieces.toReversed()) {
    if (tail.isDone) return tail.parts()
    for (const parts of (await entriesOf(current, piece)).toReversed()) {
      tail.take(parts)
      rest -= sizeOf(parts)
    }
  }
  if (rest !== 0) throw new StoreError('CORRUPT', `the entries of a log have ${size - rest} bytes of ${size}`)
  return tail.parts()
}

/** What a call does at a log, from what is known of it to a step. */
type Work<Answer> = (facts: Facts, current: Current | undefined) => Step<Answer> | Promise<Step<Answer>>

/** Files in which a session goes on, at most. */
const ownMax = 1_024

/** The files that a session goes on in, by the paths of its logs. */
export class OwnFiles {
  readonly #names = new Map<string, string>()

  /** The file of a log, which is forgotten until what is written to it now has become a piece. */
  take(path: string): string | undefined {
    const name = this.#names.get(path)
    this.#names.delete(path)
    return name
  }

  keep(path: string, name: string): void {
    this.#names.set(path, name)
    const [oldest] = this.#names.keys()
    if (this.#names.size > ownMax && oldest !== undefined) this.#names.delete(oldest)
  }
}

/** A session's logs on its registers; `own` are the files that it goes on in. */
export function openLogs(place: string, registers: Visits, clock: Clock, own: OwnFiles = new OwnFiles()): LogStore {
  const rack = Rack.of(place, 'logs')
  const addressOf = (scope: string, log: string): Address => rack.inner(digestOf(scope)).at(digestOf(log))

  const at = <Answer>(scope: string, log: string, work: Work<Answer>): Promise<Answer> =>
    registers.visit(addressOf(scope, log), async (current) => {
      const none = { scope, log, next: 1, size: 0, dropped: 0, sealed: false, touchedAtMs: 0, pieces: [] }
      const facts = current ? await factsOf(current) : none
      if (facts.scope !== scope || facts.log !== log) throw new StoreError('CORRUPT', 'the row of another log')
      return work(facts, current)
    })

  return {
    append: (scope, log, seq, parts, { limitBytes = limitBytesUsual } = {}) =>
      at<LogAppended>(scope, log, async (facts, current) => {
        const { next, size: before, dropped, sealed } = facts
        if (seq < next) return { answer: { status: 'known', next } }
        if (sealed || seq > next) return { answer: { status: sealed ? 'sealed' : 'gap', next } }
        const size = before + sizeOf(parts)
        const { pieces, gone } = await withoutOldest(current, facts.pieces, Math.min(before, size - limitBytes))
        const grown = { next: seq + 1, size: size - gone, dropped: dropped + gone, touchedAtMs: clock.now() }
        const { path } = addressOf(scope, log)
        let last: string | undefined
        return {
          answer: { status: 'appended', next: seq + 1 },
          async next(bed) {
            const all = await withEntry(current, pieces, bed, { parts, limitBytes, own: own.take(path) })
            last = all?.at(-1)?.name
            return all && stateOf({ ...facts, ...grown, pieces: all })
          },
          published: () => last !== undefined && own.keep(path, last),
        }
      }),
    tail: (scope, log, query) =>
      at<LogTail>(scope, log, async (facts, current) => {
        if (!current) return { answer: { status: 'absent' } }
        const { size, dropped, next, sealed, touchedAtMs } = facts
        const parts = await endOf(current, facts, query)
        return { answer: { status: 'there', parts, size, dropped, next, sealed, touchedAtMs } }
      }),
    seal: (scope, log) =>
      at<LogSealed>(scope, log, (facts) => {
        const { next, sealed } = facts
        const touchedAtMs = sealed ? facts.touchedAtMs : clock.now()
        const answer = { status: 'sealed', next, touchedAtMs } as const
        return sealed ? { answer } : { answer, next: stateOf({ ...facts, sealed: true, touchedAtMs }) }
      }),
    drop: (scope, log) =>
      registers.visit(addressOf(scope, log), (current) => ({
        answer: { status: current ? 'dropped' : 'absent' },
        next: null,
      })),
    async prune({ olderThanMs }) {
      const latest = clock.now() - olderThanMs
      const removeIfOld = (address: Address): Promise<number> =>
        registers.visit<number>(address, async (current) => {
          if (!current) return { answer: 0, next: null }
          const { sealed, touchedAtMs } = await factsOf(current)
          return sealed && touchedAtMs <= latest ? { answer: 1, next: null } : { answer: 0 }
        })
      const addresses: Address[] = []
      for (const scope of await rack.digests()) addresses.push(...(await rack.inner(scope).addresses()))
      return { logs: await sumOver(addresses, removeIfOld) }
    },
  }
}
