/** The lock rows in an answer, whatever shape a faulty backend gave it. */
import type { Call } from '../port.ts'
import type { LockSnapshot } from './port.ts'

/** Every lock row that an answer shows. */
export function snapshotsIn(call: Call, value: unknown): readonly LockSnapshot[] {
  const answer = value as { readonly [key: string]: unknown } | null
  const shown =
    call.method === 'list' ? answer?.['locks'] : [answer?.['lease'] ?? answer?.['holder'] ?? answer?.['lock']]
  return Array.isArray(shown) ? shown.filter((row): row is LockSnapshot => typeof row === 'object' && row !== null) : []
}
