/** The folder of a run: made by tmp-promise, removed at the end; what a killed run left is swept at the next start. */
import { readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dir } from 'tmp-promise'

const prefix = 'holdfast'
const ours = new RegExp(`^${prefix}-(\\d+)-`)

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs under another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Removes the folders of runs whose process is gone. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(ours.exec(name)?.[1])
    if (pid > 0 && !isRunning(pid)) await rm(join(tmpdir(), name), { recursive: true, force: true })
  }
}

/** A new folder for places. */
export async function makeRunFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  await sweep()
  const { path } = await dir({ prefix })
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) }
}
