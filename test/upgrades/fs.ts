/** Version 0 of the layout on the disk, frozen, and a program of that version at work on it. */
import { createHash, randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { OldProgram, Progress } from './old-program.ts'
import { oldHost, oldPid } from './old-program.ts'

/** Writes an empty place of version 0. */
export async function makeOldFolder(folder: string): Promise<void> {
  for (const room of ['locks', 'checkpoints', 'outputs']) await mkdir(join(folder, room))
}

/** Where the file of a name is. */
export function oldFile(folder: string, room: string, ...names: readonly string[]): string {
  const digests = names.map((name) => createHash('sha256').update(name).digest('hex'))
  return `${join(folder, room, ...digests)}.json`
}

/** Writes a blob as a program of version 0 does: its bytes, and beside them its facts. Its name is all that its ref has. */
export async function writeOldBlob(folder: string, scope: string, bytes: Uint8Array, mime?: string): Promise<string> {
  const name = createHash('sha256').update(scope).update(bytes).digest('hex')
  await mkdir(join(folder, 'blobs'), { recursive: true })
  await writeFile(join(folder, 'blobs', name), bytes)
  const facts = { scope, size: bytes.length, ...(mime === undefined ? {} : { mime }), storedAtMs: Date.now() }
  await writeFile(join(folder, 'blobs', `${name}.json`), JSON.stringify(facts))
  return name
}

async function read<Row>(file: string): Promise<Row | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as Row)
}

async function written(file: string, row: object): Promise<string> {
  const unborn = `${file}.${randomUUID()}.tmp`
  await mkdir(dirname(file), { recursive: true })
  await writeFile(unborn, JSON.stringify(row))
  return unborn
}

async function write(file: string, row: object): Promise<void> {
  await rename(await written(file, row), file)
}

interface Lock {
  readonly host: string
  readonly pid: number
  readonly expiresAtMs: number
}

function isMine(lock: Lock | undefined): lock is Lock {
  return lock?.host === oldHost && lock.pid === oldPid
}

function locksIn(folder: string): Pick<OldProgram, 'acquire' | 'refresh' | 'release'> {
  const at = (name: string): string => oldFile(folder, 'locks', name)
  return {
    async acquire(name, ttlMs, nowMs) {
      const found = await read<Lock>(at(name))
      if (found && found.expiresAtMs > nowMs) return false
      await rm(at(name), { force: true })
      const row = { name, host: oldHost, pid: oldPid, acquiredAtMs: nowMs, expiresAtMs: nowMs + ttlMs }
      const unborn = await written(at(name), row)
      const isTaken = await link(unborn, at(name)).then(
        () => true,
        () => false,
      )
      await rm(unborn)
      return isTaken
    },
    async refresh(name, ttlMs, nowMs) {
      const found = await read<Lock>(at(name))
      if (!isMine(found)) return false
      await write(at(name), { ...found, expiresAtMs: nowMs + ttlMs })
      return true
    },
    async release(name) {
      if (!isMine(await read<Lock>(at(name)))) return false
      await rm(at(name))
      return true
    },
  }
}

/** A program of version 0 in a folder of that version, or in one that was upgraded while it ran. */
export function oldFolder(folder: string): OldProgram {
  const list = (key: string): string => oldFile(folder, 'checkpoints', key)
  const output = (scope: string, key: string): string => oldFile(folder, 'outputs', scope, key)
  return {
    async load(key) {
      const row = await read<Progress>(list(key))
      return row && { pin: row.pin, done: row.done }
    },
    save: (key, { pin, done }, nowMs) => write(list(key), { key, pin, done, updatedAtMs: nowMs }),
    clear: (key) => rm(list(key), { force: true }),
    ...locksIn(folder),
    get: async (scope, key) => (await read<{ readonly value: string }>(output(scope, key)))?.value,
    put: (scope, key, value, nowMs) => write(output(scope, key), { scope, key, value, storedAtMs: nowMs }),
    delete: (scope, key) => rm(output(scope, key), { force: true }),
    close: async () => {},
  }
}
