/** The law of locks whose holder waits for its data. */
import { answerOf, dueBeside, whileDataWaits } from '../lanes.ts'
import type { BesideData } from '../lanes.ts'
import type { Surprise } from '../lab.ts'
import type { Law } from '../law.ts'
import type { AcquireOptions } from './port.ts'
import { owner } from './moves.ts'

const name = 'a'

/** So often a lease is renewed, and the clock turned by half of it in between. */
const renewals = 4

const ttlMs = 30_000

function asked(by: number): AcquireOptions {
  return { owner: owner(by), ttlMs, graceMs: 0, heartbeatMs: 10_000 }
}

/** Takes the lock beside data that waits, and keeps it for twice its lease. */
async function keepsIt(beside: BesideData): Promise<Surprise | undefined> {
  const taken = await beside.call('acquire', name, asked(0))
  const value = taken !== 'waits for data' && taken.status === 'ok' ? taken.value : undefined
  const { lease } = (value ?? {}) as { readonly lease?: { readonly token: number } }
  if (!lease) return { expected: 'acquire answers acquired while data waits', observed: answerOf(taken) }
  for (let left = renewals; left > 0; left -= 1) {
    await beside.place.turn(ttlMs / 2)
    const surprise = await dueBeside(beside, 'held', 'renew', name, lease.token, { ttlMs })
    if (surprise) return surprise
  }
  return (
    (await dueBeside(beside, 'held', 'inspect', name)) ??
    (await dueBeside(beside, 'busy', 'acquire', name, asked(1))) ??
    (await dueBeside(beside, 'released', 'release', name, lease.token))
  )
}

/** The laws of lanes. */
export const laneLaws: readonly Law[] = [
  {
    id: 'locks/renews-while-data-waits',
    says: 'locks are taken, kept beyond their lease and given back though every connection for data waits, and no change of data is lost by it',
    suite: 'leases',
    level: 'must',
    from: 'T0',
    to: 'T0',
    needs: { ports: ['locks', 'outputs'], sharing: 'thread' },
    source: ['durability:C1', 'durability:C2', 'durability:C6'],
    mutants: ['locks~renews-by-data-lane', 'locks~probes-data-lane', 'locks~acquires-by-data-lane'],
    since: '0.1.0',
    check: (lab) => whileDataWaits(lab, ['inspect', 'pace'], keepsIt),
  },
]
