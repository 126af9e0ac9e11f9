// What a program sees of node:fs, and what it leaves on the disk, is the same with the seam and without.
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FileRecorder } from '../../../../src/harness/seams/fs-recorder.ts'
import { watchFiles } from '../../../../src/harness/seams/fs.ts'
import type { Turns } from '../../../../src/harness/seams/seam.ts'
import { seam } from '../../../../src/harness/seams/seam.ts'
import { scan } from '../../../../src/harness/power/scan.ts'
import type { Program } from './programs.ts'
import { programs } from './programs.ts'

watchFiles()

let root: string

beforeEach(() => {
  root = fs.mkdtempSync(join(tmpdir(), 'likeness-'))
  seam.watch([join(root, 'seen')])
})

afterEach(() => {
  seam.listen(undefined)
  seam.record(undefined)
  seam.watch([])
  fs.rmSync(root, { recursive: true })
})

function madeFolder(kind: string): string {
  const dir = join(root, kind, 'p')
  fs.mkdirSync(join(dir, 'deep', 'er'), { recursive: true })
  fs.writeFileSync(join(dir, 'there'), '0123456789')
  return dir
}

/** What came of a program, with the folder's name left out. */
async function outcome(program: Program, dir: string): Promise<unknown> {
  const plain = (text: string): string => text.replaceAll(dir, 'DIR')
  try {
    return { value: await program(dir) }
  } catch (error) {
    if (!(error instanceof Error)) return { thrown: error }
    const { code, syscall } = error as NodeJS.ErrnoException
    return { name: error.name, code, syscall, message: plain(error.message), cause: error.cause }
  }
}

/** All that lies in a folder, with modes; names that were drawn have none. */
function left(dir: string): unknown {
  return scan(join(dir, '..')).map(({ path, ...one }) => ({
    path: path.replace(/^(p\/t-).{6}$/, '$1'),
    mode: fs.statSync(join(dir, '..', path)).mode,
    content: one.kind === 'file' ? Buffer.from(one.bytes).toString() : undefined,
  }))
}

const turns: Turns = { giveWay: () => false, freed: () => {} }

describe.each([
  { how: 'a program that is seen', taken: undefined },
  { how: 'a program that is seen where actors take turns', taken: turns },
])('$how', ({ taken }) => {
  it.each(Object.entries(programs))('%s', async (_name, program) => {
    const [plain, seen] = [madeFolder('plain'), madeFolder('seen')]
    seam.listen(() => {}, taken)
    seam.record(new FileRecorder(seen, scan(seen), () => {}))
    const [expected, got] = [await outcome(program, plain), await outcome(program, seen)]
    expect(got).toEqual(expected)
    seam.listen(undefined)
    seam.record(undefined)
    expect(left(seen)).toEqual(left(plain))
  })
})
