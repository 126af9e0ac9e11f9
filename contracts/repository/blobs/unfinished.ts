/** Many writes of one session that are under way while it reaps, as data: a scene, for what waits is no data. */
import { codeIn } from '../../errors.ts'
import type { Latch } from '../../latch.ts'
import { latch } from '../../latch.ts'
import type { Scope } from '../../values.ts'
import type { Blobs } from './port.ts'
import { bytesOf } from './sources.ts'

/** So many writes are begun; each has given its first bytes and is asked for more when the session reaps. */
export type UnfinishedScene = { readonly scope: Scope; readonly writes: number }

/** What two reaps counted, one after the other, and what became of the writes when their sources came to their end. */
export type UnfinishedSeen = {
  readonly reaped: number
  readonly again: number
  readonly written: number
  /** by ABORTED */
  readonly aborted: number
}

/** Three bytes, and no end before it is let go. */
async function* held(seed: number, asked: Latch, end: Latch): AsyncGenerator<Uint8Array> {
  yield bytesOf({ bytes: 3, seed })
  asked.open()
  await end.opened
}

async function endOf(write: Promise<unknown>, asked: Latch): Promise<string> {
  try {
    await write
    return 'written'
  } catch (error) {
    return String(codeIn(error))
  } finally {
    asked.open()
  }
}

/** Begins writes, reaps all that are idle, whatever their age, and again, and lets the writes come to their end. */
export async function reapAmid(blobs: Blobs, { scope, writes }: UnfinishedScene): Promise<UnfinishedSeen> {
  const end = latch()
  const begun = Array.from({ length: writes }, (_, seed) => {
    const asked = latch()
    return { asked, ended: endOf(blobs.write(scope, held(seed, asked, end)), asked) }
  })
  for (const { asked } of begun) await asked.opened
  try {
    const { writes: reaped } = await blobs.reap({ idleMs: 0 })
    const { writes: again } = await blobs.reap({ idleMs: 0 })
    end.open()
    const ends = await Promise.all(begun.map(({ ended }) => ended))
    const count = (how: string): number => ends.filter((one) => one === how).length
    return { reaped, again, written: count('written'), aborted: count('ABORTED') }
  } finally {
    end.open()
  }
}
