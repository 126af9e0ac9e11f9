/** The folder of a run: made by tmp-promise, removed at the end; what a killed run left is swept at the next start. */
import { mkdirSync, rmSync, statfsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { dir } from 'tmp-promise'
import type { Adapter } from '../../contracts/index.ts'
import { codeIn } from '../../contracts/errors.ts'

const prefix = 'holdfast'
const ofRun = new RegExp(`^${prefix}-(\\d+)-`)

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

/** Whether a folder lies in memory, where a sync costs nothing. */
export function isInMemory(path: string): boolean {
  return statfsSync(path).type === tmpfs
}

/** Whether there is a file system in memory, with room. */
function memoryHasRoom(): boolean {
  const { bavail, bsize } = statfsSync(memoryRoot)
  return isInMemory(memoryRoot) && bavail * bsize >= roomMin
}

function quickRoot(): string {
  try {
    return memoryHasRoom() ? memoryRoot : tmpdir()
  } catch {
    return tmpdir()
  }
}

/** A folder in memory that goes with the folder of a run; that folder itself where memory has none or no room. */
export function quickTwin(path: string): string {
  try {
    if (!memoryHasRoom()) return path
    mkdirSync(twinOf(path), { recursive: true, mode: 0o700 })
    return twinOf(path)
  } catch {
    return path
  }
}

function twinOf(path: string): string {
  return join(memoryRoot, basename(path))
}

/** Removes the folders whose names fit and whose process is gone, save those of another user. */
async function sweep(fits: RegExp, before: (path: string) => Promise<void> = async () => {}): Promise<void> {
  for (const root of [tmpdir(), memoryRoot]) {
    for (const name of await readdir(root).catch(() => [])) {
      const pid = Number(fits.exec(name)?.[1])
      if (pid > 0 && !isRunning(pid)) await sweepFolder(join(root, name), before).catch(() => {})
    }
  }
}

async function sweepFolder(path: string, before: (path: string) => Promise<void>): Promise<void> {
  await before(path)
  await rm(path, { recursive: true, force: true })
}

const standing = new Set<string>()

/** A folder that stands until it is removed. */
export interface StandingFolder {
  readonly path: string
  remove(): Promise<void>
}

/** A new folder for places. */
export async function makeRunFolder(): Promise<StandingFolder> {
  await sweep(ofRun)
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

/** A new folder for the server of an adapter, in `root`: in memory where there is room, since nothing but speed hangs on it. */
export async function makeServerFolder({ name, server }: Adapter, root: string = quickRoot()): Promise<StandingFolder> {
  await sweep(new RegExp(`^${prefix}-${name}-(\\d+)-`), (path) => server?.endAbandoned?.(path) ?? Promise.resolve())
  const { path } = await dir({ prefix: `${prefix}-${name}`, tmpdir: root })
  // A process that ends without waiting leaves it to whoever ends the server, or to the next sweep.
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) }
}
