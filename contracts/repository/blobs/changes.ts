/** Every change that blobs can make, in one script. */
import type { Script } from '../../lab.ts'
import { run } from '../outputs/rows.ts'
import type { BlobCommand } from './moves.ts'
import { pieces } from './names.ts'

function does(command: BlobCommand): { readonly actor: 0; readonly does: BlobCommand } {
  return { actor: 0, does: command }
}

/** A blob is written that takes several pieces of most stores; one is given up; the first is removed. */
export const everyChange: Script<BlobCommand> = [
  does({ call: 'write', scope: run, chunks: pieces(1, 300_000), mime: 'image/png' }),
  does({ call: 'write', scope: run, chunks: pieces(10_000, 1), fails: 1 }),
  { turn: 10 },
  does({ call: 'reap', idleMs: 10 }),
  does({ call: 'delete', back: 0 }),
]
