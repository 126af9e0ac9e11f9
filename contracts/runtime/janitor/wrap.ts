/** How wrappers around the janitor are made. */
import type { Ground, PortMutant } from '../../contract.ts'
import type { Blobs } from '../../repository/blobs/port.ts'
import type { OutputKey, Outputs } from '../../repository/outputs/port.ts'
import type { Ref, Scope } from '../../values.ts'
import { replacing } from '../../wrap.ts'
import { blobsOf, outputsOf } from '../beside.ts'
import { all } from '../../pages.ts'
import type { PartMakers } from '../laws.ts'
import { makersOf } from '../laws.ts'
import type { Janitor } from './part.ts'
import { refsOfRow } from './rows.ts'

const makers: PartMakers = makersOf('janitor')

/** What a mutant says of itself. */
export type Fault = Parameters<PartMakers['mutant']>[0]

/** The ports beneath, as callers see them. */
export interface Beside {
  readonly outputs: Outputs
  readonly blobs: Blobs
}

/** A mutant that replaces some methods. */
export function janitorMutant(
  fault: Fault,
  override: (inner: Janitor, on: Beside, ground: Ground) => Partial<Janitor>,
): PortMutant {
  return makers.mutant(
    fault,
    replacing<Janitor>((inner, ground) => {
      const on = {
        get outputs(): Outputs {
          return outputsOf(ground)
        },
        get blobs(): Blobs {
          return blobsOf(ground)
        },
      }
      return override(inner, on, ground)
    }),
  )
}

export async function refsAt({ outputs }: Beside, scope: Scope, key: OutputKey): Promise<readonly Ref[]> {
  const row = await outputs.get(scope, key)
  return row.status === 'hit' ? refsOfRow(row.value) : []
}

export async function discard({ blobs }: Beside, refs: readonly Ref[]): Promise<void> {
  for (const ref of refs) await blobs.delete(ref.scope, ref)
}

/** Every blob that is listed. */
export async function listed({ blobs }: Beside, olderThanMs: number): Promise<readonly Ref[]> {
  const pages = await all((query) => blobs.list({ olderThanMs, ...query }))
  return pages.flatMap((page) => page.blobs.map(({ ref }) => ref))
}
