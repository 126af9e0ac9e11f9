/** The law of tasks whose owner waits for its data. */
import { answerOf, dueBeside, whileDataWaits } from '../../lanes.ts'
import type { BesideData } from '../../lanes.ts'
import type { Surprise } from '../../lab.ts'
import type { Law } from '../../law.ts'
import { plain } from './laws-places.ts'
import { ending } from './moves.ts'
import type { TaskClaimed } from './port.ts'

/** So often a claim is renewed, and the clock turned by half of its lease in between. */
const renewals = 4

const leaseMs = 30_000

/** Claims a task beside data that waits, keeps it for twice its lease, and ends it. */
async function keepsIt(beside: BesideData): Promise<Surprise | undefined> {
  const submitted = await dueBeside(beside, 'inserted', 'insert', [plain('a', { leaseMs })])
  if (submitted) return submitted
  const answer = await beside.call('claim', 'q', { claimId: 'c' })
  const claimed = answer !== 'waits for data' && answer.status === 'ok' ? (answer.value as TaskClaimed) : undefined
  if (claimed?.status !== 'claimed')
    return { expected: 'claim answers claimed while data waits', observed: answerOf(answer) }
  const { token } = claimed.task
  for (let left = renewals; left > 0; left -= 1) {
    await beside.place.turn(leaseMs / 2)
    const surprise =
      (await dueBeside(beside, 'held', 'heartbeat', 'a', token, {})) ??
      (await dueBeside(beside, '{"stalled":0,"failed":0,"timedOut":0}', 'reap', { graceMs: 0 }))
    if (surprise) return surprise
  }
  return dueBeside(beside, 'moved', 'move', 'a', ending('completed', token))
}

/** The laws of lanes. */
export const laneLaws: readonly Law[] = [
  {
    id: 'tasks/renews-while-data-waits',
    says: 'tasks are claimed, kept beyond their lease and ended though every connection for data waits, and no change of data is lost by it',
    suite: 'coordination',
    level: 'must',
    from: 'T0',
    to: 'T0',
    needs: { ports: ['tasks', 'outputs'], sharing: 'thread' },
    source: ['durability:C1', 'durability:C6'],
    mutants: ['tasks~renews-by-data-lane', 'tasks~claims-by-data-lane'],
    since: '0.1.0',
    check: (lab) => whileDataWaits(lab, ['get', 'pace'], keepsIt),
  },
]
