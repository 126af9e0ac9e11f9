/** What a run leaves whose keeper was killed too: a server that nobody ends. */
import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { dataIn, readNote } from './folder.ts'
import type { ServerNote } from './folder.ts'
import { endTree } from './postmaster.ts'
import { commandOf } from './processes.ts'

/**
 * Ends the server of a folder whose maker is gone, and removes its shared memory. Nothing is done to a process whose
 * command line does not name the folder, for its number may be another's by now.
 */
export async function endAbandoned(dir: string): Promise<void> {
  const data = dataIn(dir)
  const note = await readNote(data)
  if (!note) return
  if ((await commandOf(note.pid)).split(' ').includes(data)) await endTree(note.pid)
  if (note.segment) await removeSegment(note.segment, (await stat(data)).uid)
}

/** Where Linux lists segments of shared memory. */
const segmentsFile = '/proc/sysvipc/shm'

/** Removes a segment that a killed server left, where this machine lists it as that user's and nobody uses it. */
async function removeSegment({ key, id }: NonNullable<ServerNote['segment']>, user: number): Promise<void> {
  const lines = (await readFile(segmentsFile, 'utf8').catch(() => '')).split('\n')
  const isLeft = lines.some((line) => {
    const [itsKey, itsId, , , , , attached, owner] = line.trim().split(/\s+/).map(Number)
    return itsKey === key && itsId === id && attached === 0 && owner === user
  })
  if (isLeft) await promisify(execFile)('ipcrm', ['-m', String(id)]).catch(() => {})
}
