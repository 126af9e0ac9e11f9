/** The folder of a run: made by tmp-promise, removed at the end; what a killed run left is swept at the next start. */
import { rmSync } from 'node:fs'
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

/** Removes the folders of runs whose process is gone, save those of another user. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(ours.exec(name)?.[1])
    if (pid > 0 && !isRunning(pid)) await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => {})
  }
}

const standing = new Set<string>()

/** A new folder for places. */
export async function makeRunFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  await sweep()
  const { path } = await dir({ prefix })
  standing.add(path)
  const remove = async (): Promise<void> => {
    await rm(path, { recursive: true, force: true, maxRetries: 3 })
    standing.delete(path)
  }
  return { path, remove }
}

/** Removes the folders that still stand, at once: for a process that ends without waiting for its runs. */
export function abandonRunFolders(): void {
  for (const path of standing) rmSync(path, { recursive: true, force: true, maxRetries: 3 })
}
