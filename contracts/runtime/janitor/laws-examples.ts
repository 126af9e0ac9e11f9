/** Laws of a janitor that show where a store fails it, and in what it stores. */
import { StoreError } from '../../errors.ts'
import type { StoreCode } from '../../errors.ts'
import { statusOf } from '../../examples.ts'
import type { BenchSession, Lab, Surprise } from '../../lab.ts'
import { onOneSession } from '../../lab.ts'
import type { Latch } from '../../latch.ts'
import { latch } from '../../latch.ts'
import type { Law } from '../../law.ts'
import { owner } from '../../locks/moves.ts'
import type { Acquired, LockSnapshot } from '../../locks/port.ts'
import type { AnyPort } from '../../port.ts'
import type { OutputKey } from '../../repository/outputs/port.ts'
import { run } from '../../repository/outputs/rows.ts'
import { showAtLength } from '../../show.ts'
import type { Json, Scope } from '../../values.ts'
import type { PlaceSeen, RowSeen } from './scenes.ts'

/** What the examples of a janitor have in common. */
export const law: Pick<Law, 'suite' | 'level' | 'from' | 'to' | 'needs' | 'since'> = {
  suite: 'orphan-cleanup',
  level: 'must',
  since: '0.1.0',
  from: 'T0',
  to: 'T0',
  needs: { ports: ['outputs', 'blobs', 'janitor'] },
}

/** The row that they are about. */
export const row: { readonly scope: Scope; readonly key: OutputKey } = { scope: run, key: { task: 'a', input: 'i' } }

/** A store whose methods fail as they are told to: before they are made, or after their effect. */
type Failing = { readonly [method: string]: { readonly code: StoreCode; readonly after?: true } | undefined }

/** Such a store, to stand beneath a session. A method of which nothing is told is as it was. */
export function failing(told: Failing): (inner: AnyPort, port: string) => AnyPort {
  return (inner, port) =>
    new Proxy(inner, {
      get(_, method) {
        const name = `${port}.${String(method)}`
        const fault = told[name]
        const call = (...args: readonly unknown[]): Promise<unknown> | undefined => inner[String(method)]?.(...args)
        if (!fault) return call
        return async (...args: readonly unknown[]) => {
          if (fault.after) await call(...args)
          throw new StoreError(fault.code, `${name} failed`)
        }
      },
    })
}

/** Tries a program on a sound session, and on one whose store fails. */
function onFailing(
  lab: Lab,
  told: Failing,
  program: (sound: BenchSession, failed: BenchSession) => Promise<Surprise | undefined>,
): Promise<void> {
  return onOneSession(lab, async (sound, place) => program(sound, await place.open(failing(told))))
}

/** What is surprising of a row that should be this one, with all of its blobs. */
export async function whole(session: BenchSession, token: number, of: Json = row): Promise<Surprise | undefined> {
  const got = await session.call('get', of)
  const seen = got.status === 'ok' ? (got.value as RowSeen) : undefined
  const isWhole = seen?.status === 'hit' && seen.token === token && seen.blobs.every((state) => state === 'whole')
  return isWhole ? undefined : { expected: `row ${token} with its blobs`, observed: showAtLength(got) }
}

/** What is surprising where every blob should belong to a row. */
export async function noOrphans(session: BenchSession): Promise<Surprise | undefined> {
  const look = await session.call('look', {})
  const orphans = look.status === 'ok' ? (look.value as PlaceSeen).orphans : -1
  return orphans === 0 ? undefined : { expected: 'no blob without a row', observed: `${orphans}` }
}

const cleanupHidesNoError: Law = {
  id: 'janitor/cleanup-hides-no-error',
  says: 'where the row fails and its blobs cannot be removed either, the error of the row is what surfaces',
  ...law,
  source: ['cache:99', 'cache:100'],
  mutants: ['janitor~cleanup-error-surfaces'],
  check: (lab) =>
    onFailing(lab, { 'outputs.put': { code: 'FULL' }, 'blobs.delete': { code: 'IO' } }, async (_, failed) => {
      const observed = statusOf(await failed.call('put', { ...row, token: 1, blobs: [8] }))
      return observed === 'StoreError FULL' ? undefined : { expected: 'StoreError FULL', observed }
    }),
}

const unknownPutKeepsItsBlobs: Law = {
  id: 'janitor/unknown-put-keeps-its-blobs',
  says: 'where it is unknown whether the row was written its blobs stay, for the row may be there',
  ...law,
  source: ['janitor/part.ts: put'],
  mutants: ['janitor~discards-on-any-error'],
  check: (lab) =>
    onFailing(lab, { 'outputs.put': { code: 'IO', after: true } }, async (sound, failed) => {
      const observed = statusOf(await failed.call('put', { ...row, token: 1, blobs: [8] }))
      if (observed !== 'StoreError IO') return { expected: 'StoreError IO', observed }
      return whole(sound, 1)
    }),
}

/** A store that answers a row when it is told to, and tells when the row is written. */
function answering(written: Latch, answer: Latch): (inner: AnyPort, port: string) => AnyPort {
  return (inner, port) => {
    if (port !== 'outputs') return inner
    const put = async (...args: readonly unknown[]): Promise<unknown> => {
      const stored = await inner['put']?.(...args)
      written.open()
      await answer.opened
      return stored
    }
    return { ...inner, put }
  }
}

const changedValueKeepsItsBlobs: Law = {
  id: 'janitor/changed-value-keeps-its-blobs',
  says: 'whoever made a value may change it while its row is written: the row keeps the blobs that it was written with',
  ...law,
  source: ['cache:D18', 'durability:Q11'],
  mutants: ['janitor~looks-at-the-value-later'],
  check: (lab) =>
    onOneSession(lab, async (sound, place) => {
      const [written, answer] = [latch(), latch()]
      const changing = await place.open(answering(written, answer))
      const put = changing.call('put', { ...row, token: 1, blobs: [8, 8], keeps: true })
      await Promise.race([written.opened, put])
      await changing.call('change', {})
      answer.open()
      const observed = statusOf(await put)
      return observed === 'stored' ? whole(sound, 1) : { expected: 'stored', observed }
    }),
}

const rowsStaySmall: Law = {
  id: 'janitor/rows-stay-small',
  says: 'a row is as small for large blobs as for small ones: it holds refs, and no bytes',
  ...law,
  source: ['cache:42', 'cache:57'],
  mutants: ['janitor~inlines-bytes'],
  check: (lab) =>
    onOneSession(lab, async (session) => {
      const lengths: number[] = []
      for (const bytes of [10, 1_000_000]) {
        await session.call('put', { ...row, token: 1, blobs: [bytes] })
        const stored = await session.beside('outputs', 'get', row.scope, row.key)
        lengths.push(showLength(stored))
      }
      const [small = 0, large = 0] = lengths
      return small > 0 && large - small < 16
        ? undefined
        : { expected: `a row of about ${small} characters`, observed: `${large} characters` }
    }),
}

function showLength(outcome: Awaited<ReturnType<BenchSession['call']>>): number {
  return outcome.status === 'ok' ? JSON.stringify(outcome.value).length : 0
}

const lease = { owner: { ...owner(0) }, ttlMs: 50, graceMs: 0, heartbeatMs: 10 }

async function tokenBy(session: BenchSession): Promise<number> {
  const taken = await session.beside('locks', 'acquire', 'g', lease)
  const answer = taken.status === 'ok' ? (taken.value as Partial<Acquired & { readonly lease: LockSnapshot }>) : {}
  return answer.lease?.token ?? 0
}

/** What is surprising of a call whose guard is stale. */
async function notFenced(session: BenchSession, method: string, scene: Json): Promise<Surprise | undefined> {
  const observed = statusOf(await session.call(method, scene))
  const expected = 'StoreError FENCED'
  return observed === expected ? undefined : { expected: `${method}: ${expected}`, observed: `${method}: ${observed}` }
}

const fencedWriterLeavesNothing: Law = {
  id: 'janitor/fenced-writer-leaves-nothing',
  says: 'a writer whose guard is stale is refused whatever it tries: the row and the blobs of its successor stay, and blobs of its own do not',
  ...law,
  needs: { ports: ['outputs', 'blobs', 'janitor', 'locks'], guards: 'advisory', clock: 'turned' },
  source: ['durability:J6', 'cache:99'],
  mutants: ['janitor~forgets-guards', 'janitor~keeps-blobs-of-fenced-puts', 'janitor~lets-go-before-its-guard'],
  check: (lab) =>
    onOneSession(lab, async (zombie, place) => {
      const successor = await place.open()
      const old = { lock: 'g', token: await tokenBy(zombie) }
      await zombie.call('put', { ...row, token: 1, blobs: [8], guard: old })
      await place.turn(lease.ttlMs)
      const guard = { lock: 'g', token: await tokenBy(successor) }
      await successor.call('put', { ...row, token: 2, blobs: [8], guard })
      const surprise =
        (await notFenced(zombie, 'put', { ...row, token: 3, blobs: [8], guard: old })) ??
        (await notFenced(zombie, 'delete', { ...row, guard: old })) ??
        (await notFenced(zombie, 'clear', { scope: row.scope, guard: old })) ??
        (await notFenced(zombie, 'prune', { olderThanMs: 0, guard: old })) ??
        (await whole(successor, 2))
      return surprise ?? noOrphans(successor)
    }),
}

/** From the errors of a store to what lies in it. */
export const exampleLaws: readonly Law[] = [
  cleanupHidesNoError,
  unknownPutKeepsItsBlobs,
  changedValueKeepsItsBlobs,
  rowsStaySmall,
  fencedWriterLeavesNothing,
]
