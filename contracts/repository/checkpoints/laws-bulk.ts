/** The laws of checkpoints that speak of many runs and many items: one call comes to all of them. */
import type { Due, Made } from '../../examples.ts'
import { allDue, someOf, statusOf } from '../../examples.ts'
import type { BenchSession, Surprise } from '../../lab.ts'
import { onOneSession } from '../../lab.ts'
import type { Law } from '../../law.ts'
import { agesRefused } from './laws-runs.ts'
import type { Begun, CheckpointKey } from './port.ts'
import { itemsMax } from './port.ts'

const law = { level: 'must', from: 'T0', to: 'T0', since: '0.1.0' } as const

/** More runs than stores end in one batch, of which 25 and 100 are usual ones. */
const many = 250

function keyOf(parameters: string): CheckpointKey {
  return { operation: 'sync', parameters }
}

const keys: readonly CheckpointKey[] = Array.from({ length: many }, (_, at) => keyOf(`${at}`))

/** Some of them, the hundred-and-first and the last among them. */
const some: readonly CheckpointKey[] = someOf(keys)

/** So long ago the runs were touched that are idle, ms. */
const idleMs = 60_000

const purgeGoesThroughAll: Law = {
  ...law,
  id: 'checkpoints/purge-goes-through-all',
  says: 'one purge ends every run that was left alone for so long, however many there are, counts them all, and keeps the others',
  suite: 'orphan-cleanup',
  needs: { ports: ['checkpoints'], claims: { checkpoints: ['ages'] }, clock: 'turned' },
  source: ['durability:D13'],
  mutants: ['checkpoints~purges-one-page'],
  refusal: agesRefused,
  check: (lab) =>
    onOneSession(lab, async (session, place) => {
      for (const key of [...keys, keyOf('young')]) {
        if (key.parameters === 'young') await place.turn(idleMs)
        const begun = await session.call('begin', key, { pin: 'p' })
        if (begun.status !== 'ok') return { expected: 'begin answers', observed: begun.status }
      }
      return allDue(session, [
        [`{"runs":${many}}`, 'purge', { idleMs }],
        ['{"runs":0}', 'purge', { idleMs }],
        ...some.map((key): Due => ['none', 'inspect', key]),
        ['running', 'inspect', keyOf('young')],
      ])
    }),
}

/** So many items fail: more than a page of a thousand, which costs less to try than as many as one call may have. */
const failures = 1_100

function itemsOf(what: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${what} ${at}`)
}

/** What is surprising unless these items are among those shown, each once, and nothing else. */
function eachOnce(what: string, given: readonly string[], shown: readonly string[] = []): Surprise | undefined {
  const texts = new Set(shown)
  const missing = given.filter((item) => !texts.has(JSON.stringify(item))).length
  if (missing === 0 && shown.length === given.length) return undefined
  return { expected: `${given.length} items ${what}, each once`, observed: `${shown.length}, and ${missing} missing` }
}

/** A call that shows a run, which must show these items as done and these as failing. */
async function showsAll(
  session: BenchSession,
  given: { readonly done: readonly string[]; readonly failing: readonly string[] },
  ...[method, ...args]: Made
): Promise<Surprise | undefined> {
  const outcome = await session.call(method, ...args)
  if (outcome.status !== 'ok') return { expected: `${method} shows the run`, observed: statusOf(outcome) }
  const { done, failing } = outcome.value as Partial<Begun<string>>
  return (
    eachOnce(`done in what ${method} shows`, given.done, done) ??
    eachOnce(
      `failing in what ${method} shows`,
      given.failing,
      failing?.map(({ item }) => item),
    )
  )
}

const everyItemIsShown: Law = {
  ...law,
  id: 'checkpoints/every-item-is-shown',
  says: 'a call takes ten thousand items, and the run then shows all that are done and all that fail, each once',
  suite: 'crash-resume',
  needs: { ports: ['checkpoints'] },
  source: ['durability:D17'],
  mutants: ['checkpoints~shows-first-thousand', 'checkpoints~shows-first-thousand-failing'],
  check: (lab) =>
    onOneSession(lab, async (session) => {
      const key = keyOf('items')
      const begun = await session.call('begin', key, { pin: 'p' })
      const { epoch } = (begun.status === 'ok' ? begun.value : {}) as Partial<Begun<string>>
      const given = { done: itemsOf('done', itemsMax), failing: itemsOf('failing', failures) }
      return (
        (await allDue(session, [
          ['appended', 'append', key, epoch, given.done],
          ['recorded', 'fail', key, epoch, given.failing],
        ])) ??
        (await showsAll(session, given, 'inspect', key)) ??
        showsAll(session, given, 'begin', key, { pin: 'p' })
      )
    }),
}

/** By runs, then by items. */
export const bulkLaws: readonly Law[] = [purgeGoesThroughAll, everyItemIsShown]
