/** The law of workers whose owner waits for its data. */
import type { BenchSession, Surprise } from '../lab.ts'
import type { BesideData } from '../lanes.ts'
import { dueBeside, whileDataWaits } from '../lanes.ts'
import type { Law } from '../law.ts'
import { asked, claimed, needs } from './laws-places.ts'
import { identity } from './moves.ts'

/** So often a worker is heard of, and the clock turned in between. */
const beats = 4

/** Reserves a worker beside data that waits, keeps it, and ends its task. */
async function keepsIt(beside: BesideData): Promise<Surprise | undefined> {
  const submitter: BenchSession = await beside.place.open()
  const token = await claimed(submitter, 'a')
  if (typeof token !== 'number') return token
  const surprise =
    (await dueBeside(beside, 'reserved', 'reserve', 'w', asked('a', token))) ??
    (await dueBeside(beside, 'active', 'activate', 'w', token, identity(3)))
  if (surprise) return surprise
  for (let left = beats; left > 0; left -= 1) {
    await beside.place.turn(5_000)
    const silent = await dueBeside(beside, 'held', 'beat', 'w', token)
    if (silent) return silent
  }
  return dueBeside(beside, 'settled', 'settle', 'w', token, { to: 'completed' })
}

/** The laws of lanes. */
export const laneLaws: readonly Law[] = [
  {
    id: 'workers/beats-while-data-waits',
    says: 'workers are reserved, heard of and ended though every connection for data waits, and no change of data is lost by it',
    suite: 'coordination',
    level: 'must',
    from: 'T0',
    to: 'T0',
    needs: { ports: [...needs.ports, 'outputs'], sharing: 'thread' },
    source: ['durability:C1', 'durability:C6'],
    mutants: ['workers~beats-by-data-lane', 'workers~reserves-by-data-lane'],
    since: '0.1.0',
    check: (lab) => whileDataWaits(lab, ['inspect', 'pace'], keepsIt),
  },
]
