/** The laws of checkpoints that speak of many runs and many items: one call comes to all of them. */
import type { Due } from '../../examples.ts'
import { allDue } from '../../examples.ts'
import { onOneSession } from '../../lab.ts'
import type { Law } from '../../law.ts'
import { agesRefused } from './laws-runs.ts'
import type { CheckpointKey } from './port.ts'

const law = { level: 'must', from: 'T0', to: 'T0', since: '0.1.0' } as const

/** More runs than stores end in one batch, of which 25 and 100 are usual ones. */
const many = 250

function keyOf(parameters: string): CheckpointKey {
  return { operation: 'sync', parameters }
}

const keys: readonly CheckpointKey[] = Array.from({ length: many }, (_, at) => keyOf(`${at}`))

/** Some of them, the hundred-and-first and the last among them. */
const some: readonly CheckpointKey[] = keys.filter((_, at) => at === 100 || at === many - 1 || at % 50 === 0)

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

/** By runs, then by items. */
export const bulkLaws: readonly Law[] = [purgeGoesThroughAll]
