/**
 * What laws of lanes share: control calls are made while a session waits for its data. Where the server of a place can be
 * made to, changes of outputs do not return meanwhile, so that they keep every connection that the session has for data;
 * elsewhere there are only many of them at once.
 */
import { storeCodes } from './errors.ts'
import type { StoreCode } from './errors.ts'
import { statusOf } from './examples.ts'
import type { Bench, BenchSession, Lab, Outcome, Surprise } from './lab.ts'
import { key, shared } from './repository/outputs/rows.ts'

/** More than any session has connections: where they are all to wait, and where they only are many. */
const putsCount = { waiting: 128, beside: 32 } as const

/**
 * A call that waits for data is one that has no answer after so long, ms, nor when another session was answered so often
 * after that: whatever kept the whole process from running kept the other session too.
 */
const patience = { ms: 2_000, calls: 50 } as const

/** What a program is given whose session waits for its data. */
export interface BesideData {
  readonly place: Bench
  /** makes a call of the session's own port; says that it waits for data where it does */
  readonly call: (method: string, ...args: readonly unknown[]) => Promise<Outcome | 'waits for data'>
}

interface Put {
  readonly at: number
  readonly outcome: Outcome
}

/** Runs an example beside a data lane that waits. `pace` is a call that another session makes again and again meanwhile. */
export function whileDataWaits(
  lab: Lab,
  pace: readonly [method: string, ...args: unknown[]],
  program: (beside: BesideData) => Promise<Surprise | undefined>,
): Promise<void> {
  return lab.example(1, async ([place]) => {
    if (!place) return { expected: 'a place', observed: 'none' }
    const [session, other] = [await place.open(), await place.open()]
    const count = place.stalls ? putsCount.waiting : putsCount.beside
    const unstored = await storeOld(session, count)
    if (unstored) return unstored
    const letGo = await place.stall()
    const early: Put[] = []
    const waiting = Promise.all(Array.from({ length: count }, (_, at) => noted(putAt(session, at, 'new'), early)))
    // Looked at when the program is over, however that ends.
    waiting.catch(() => {})
    const call: BesideData['call'] = (method, ...args) => {
      const answer = session.call(method, ...args)
      // Data that does not wait only takes its share of what the calls need.
      return letGo ? promptly(answer, other, pace) : answer
    }
    let surprise: Surprise | undefined
    try {
      // Another session is answered by way of the server: meanwhile each change has come to the connections.
      if (letGo) await other.call(...pace)
      surprise = letGo && early.length === count ? notKept(early) : await program({ place, call })
      if (letGo) surprise ??= madeOf(early)
    } finally {
      await letGo?.()
    }
    const ended = await waiting
    return surprise ?? (await lostOf(session, ended))
  })
}

/** Notes a change when it has ended. */
async function noted(put: Promise<Put>, into: Put[]): Promise<Put> {
  const ended = await put
  into.push(ended)
  return ended
}

/** What is surprising where no change waits: nothing was kept from the calls beside them. */
function notKept([first]: readonly Put[]): Surprise | undefined {
  return first && { expected: 'changes that wait while the server is stalled', observed: statusOf(first.outcome) }
}

/** The same where one was made all the same. */
function madeOf(early: readonly Put[]): Surprise | undefined {
  return notKept(early.filter(({ outcome }) => outcome.status === 'ok'))
}

function keyAt(at: number): typeof key {
  return { task: key.task, input: `${at}` }
}

async function putAt(session: BenchSession, at: number, value: string): Promise<Put> {
  return { at, outcome: await session.beside('outputs', 'put', shared, keyAt(at), value) }
}

/** Stores what is changed later, one after the other: nobody is to wait for a connection for long. */
async function storeOld(session: BenchSession, count: number): Promise<Surprise | undefined> {
  for (let at = 0; at < count; at += 1) {
    const { outcome } = await putAt(session, at, 'old')
    if (outcome.status !== 'ok') return { expected: 'put answers stored', observed: statusOf(outcome) }
  }
  return undefined
}

async function promptly(
  answer: Promise<Outcome>,
  other: BenchSession,
  [method, ...args]: readonly [string, ...unknown[]],
): Promise<Outcome | 'waits for data'> {
  const over = new AbortController()
  const pacing = async (): Promise<'waits for data'> => {
    const endsAt = performance.now() + patience.ms
    for (let late = 0; !over.signal.aborted && late < patience.calls;) {
      await other.call(method, ...args)
      if (performance.now() >= endsAt) late += 1
    }
    return 'waits for data'
  }
  try {
    return await Promise.race([answer, pacing()])
  } finally {
    over.abort()
  }
}

/** What is surprising about changes that waited: each ended well or by a code, and what the code says is so. */
async function lostOf(session: BenchSession, ended: readonly Put[]): Promise<Surprise | undefined> {
  for (const { at, outcome } of ended) {
    const wanted = valuesAfter(outcome)
    if (!wanted)
      return { expected: 'put answers stored, or a StoreError that is classified', observed: statusOf(outcome) }
    const got = await session.beside('outputs', 'get', shared, keyAt(at))
    const value = got.status === 'ok' ? (got.value as { readonly value?: unknown }).value : undefined
    if (!wanted.some((one) => value === JSON.stringify(one)))
      return {
        expected: `after ${statusOf(outcome)} a row holds ${wanted.join(' or ')}`,
        observed: `${statusOf(got)} ${String(value)}`,
      }
  }
  return undefined
}

/** What a row may hold after a change that ended so; undefined where its end tells nothing. */
function valuesAfter(outcome: Outcome): readonly string[] | undefined {
  if (outcome.status === 'ok') return ['new']
  const { name = '', code = '' } = outcome.status === 'fail' ? outcome.error : {}
  if (name !== 'StoreError' || !Object.hasOwn(storeCodes, code) || code === 'UNCLASSIFIED') return undefined
  return storeCodes[code as StoreCode].outcome === 'none' ? ['old'] : ['old', 'new']
}

/** The status of an answer beside data that waits. */
export function answerOf(outcome: Outcome | 'waits for data'): string {
  return outcome === 'waits for data' ? outcome : statusOf(outcome)
}

/** What is surprising unless a call beside data that waits has the status that is due. */
export async function dueBeside(
  { call }: BesideData,
  status: string,
  method: string,
  ...args: readonly unknown[]
): Promise<Surprise | undefined> {
  const observed = answerOf(await call(method, ...args))
  return observed === status ? undefined : { expected: `${method} answers ${status} while data waits`, observed }
}
