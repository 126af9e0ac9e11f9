/** The folder of a run: made by tmp-promise, removed at the end; what a killed run left is swept at the next start. */
import { mkdirSync, rmSync, statfsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { dir } from 'tmp-promise'
import { codeIn } from '../../contracts/errors.ts'

const prefix = 'holdfast'
const ours = new RegExp(`^${prefix}-(\\d+)-`)

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs under another user.
    return codeIn(error) === 'EPERM'
  }
}

/** Where a Linux keeps a file system in memory for everybody. */
const memoryRoot = '/dev/shm'

/** What `statfs` calls such a file system. */
const tmpfs = 0x01021994

/** Room that it must have, bytes: a store that finds its place full would be blamed for it. */
const roomMin = 512 * 1_024 * 1_024

/** A folder in memory that goes with the folder of a run; that folder itself where memory has none or no room. */
export function quickTwin(path: string): string {
  try {
    const { type, bavail, bsize } = statfsSync(memoryRoot)
    if (type !== tmpfs || bavail * bsize < roomMin) return path
    mkdirSync(twinOf(path), { recursive: true, mode: 0o700 })
    return twinOf(path)
  } catch {
    return path
  }
}

function twinOf(path: string): string {
  return join(memoryRoot, basename(path))
}

/** Removes the folders of runs whose process is gone, save those of another user. */
async function sweep(): Promise<void> {
  for (const root of [tmpdir(), memoryRoot]) {
    for (const name of await readdir(root).catch(() => [])) {
      const pid = Number(ours.exec(name)?.[1])
      if (pid > 0 && !isRunning(pid)) await rm(join(root, name), { recursive: true, force: true }).catch(() => {})
    }
  }
}

const standing = new Set<string>()

/** A new folder for places. */
export async function makeRunFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  await sweep()
  const { path } = await dir({ prefix })
  standing.add(path)
  const remove = async (): Promise<void> => {
    for (const folder of [path, twinOf(path)]) await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    standing.delete(path)
  }
  return { path, remove }
}

/** Removes the folders that still stand, at once: for a process that ends without waiting for its runs. */
export function abandonRunFolders(): void {
  const folders = [...standing].flatMap((path) => [path, twinOf(path)])
  for (const path of folders) rmSync(path, { recursive: true, force: true, maxRetries: 3 })
}
