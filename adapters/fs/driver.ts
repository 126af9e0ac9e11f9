/**
 * The file system, by node:fs/promises: nothing else in this folder names it. Where a name may be missing, that it is
 * missing is an answer; every other failure is thrown as Node gives it.
 */
import { link, mkdir, open, readFile, readdir, rename, rmdir, unlink } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { codeIn } from '../../contracts/errors.ts'
import { busyMs, busyPolicy } from '../../src/core/retry-policy.ts'
import { retry } from '../../src/core/retry.ts'
import { fsFailures } from '../../src/core/failures/fs.ts'

/** The code of Node in an error of the file system, e.g. ENOSPC. */
function failureCode(error: unknown): string | undefined {
  const code = codeIn(error)
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined
}

/** Tries again, within `busyMs`, what the system could not do just now. Only for calls that fail without effect. */
function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
  return retry(work, {
    table: fsFailures,
    policy: busyPolicy,
    idempotent: false,
    deadlineMs: performance.now() + busyMs,
  })
}

/** Does the work; gives `instead` where it fails with one of these codes. */
async function unless<Result, Instead>(
  codes: readonly string[],
  instead: Instead,
  work: () => Promise<Result>,
): Promise<Result | Instead> {
  try {
    return await work()
  } catch (error) {
    if (codes.includes(failureCode(error) ?? '')) return instead
    throw error
  }
}

const missing: readonly string[] = ['ENOENT']

/** Of a folder that is to go or to be replaced: systems say either. */
const inhabited: readonly string[] = ['ENOTEMPTY', 'EEXIST']

/** The names in a folder; undefined where there is none. */
export function list(folder: string): Promise<readonly string[] | undefined> {
  return patiently(() => unless(missing, undefined, () => readdir(folder)))
}

/** All bytes of a file; undefined where there is none. */
export function read(file: string): Promise<Buffer | undefined> {
  return patiently(() => unless(missing, undefined, () => readFile(file)))
}

/** Bytes that are read at once where a line is looked for. */
const chunkBytes = 4_096

/** The bytes of a file up to its first newline, or all where it has none; undefined where there is no file. */
export async function readLine(file: string): Promise<Buffer | undefined> {
  const handle = await openThere(file)
  if (!handle) return undefined
  try {
    const chunks: Buffer[] = []
    for (;;) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes)
      const chunk = buffer.subarray(0, bytesRead)
      const end = chunk.indexOf('\n')
      chunks.push(end < 0 ? chunk : chunk.subarray(0, end))
      if (end >= 0 || bytesRead === 0) return Buffer.concat(chunks)
    }
  } finally {
    await handle.close()
  }
}

/** Makes an empty file of a new name. False where its folder is gone. Its name is all that it has, and not durable yet. */
export async function makeFile(file: string): Promise<boolean> {
  const handle = await openNew(file)
  await handle?.close()
  return handle !== undefined
}

/** The bytes of a file from one place to another, fewer where it ends before; undefined where there is no file. */
export async function readRange(file: string, from: number, to: number): Promise<Buffer | undefined> {
  const handle = await patiently(() => unless(missing, undefined, () => open(file, 'r')))
  if (!handle) return undefined
  try {
    const bytes = Buffer.allocUnsafe(to - from)
    let filled = 0
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, from + filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return bytes.subarray(0, filled)
  } finally {
    await handle.close()
  }
}

/**
 * Writes bytes from one place of a file on, and returns when they are durable: true, or false where the file is gone. At
 * place 0 the file is of a new name, which is not durable yet; what fails there leaves no file.
 */
export async function writeRange(file: string, from: number, bytes: Uint8Array): Promise<boolean> {
  const isNew = from === 0
  const handle = await patiently(() => unless(missing, undefined, () => open(file, isNew ? 'wx' : 'r+')))
  if (!handle) return false
  return writeWith(handle, isNew ? file : undefined, async () => {
    for (let written = 0; written < bytes.length;) {
      const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, from + written)
      written += bytesWritten
    }
  })
}

/** Writes to a file, makes that durable and closes it. Where that fails, the file goes that is named. */
async function writeWith(handle: OpenFile, made: string | undefined, write: () => Promise<void>): Promise<true> {
  try {
    try {
      await write()
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (made !== undefined) await discard(made)
    throw error
  }
  return true
}

/**
 * Writes a file of a new name, and returns when its bytes are durable: true, or false where its folder is gone. The name
 * is not durable yet. What fails leaves no file.
 */
export async function writeNew(file: string, text: string): Promise<boolean> {
  const handle = await openNew(file)
  return handle ? writeWith(handle, file, () => handle.writeFile(text)) : false
}

/** A file that is open. */
export type OpenFile = FileHandle

/** Opens a file of a new name for writing; undefined where its folder is gone. */
export function openNew(file: string): Promise<OpenFile | undefined> {
  return patiently(() => unless(missing, undefined, () => open(file, 'wx')))
}

/** Opens a file for reading; undefined where there is none. */
export function openThere(file: string): Promise<OpenFile | undefined> {
  return patiently(() => unless(missing, undefined, () => open(file, 'r')))
}

/** Writes all of these bytes behind those that were written before: a system may take fewer at once (cache:G29). */
export async function append(file: OpenFile, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written)
    written += bytesWritten
  }
}

/** So many bytes from a position on; fewer where the file ends there. */
export async function readAt(file: OpenFile, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}

/** Removes a file that nobody will ever read. A failure loses nothing but its room, and says less than that before it. */
export async function discard(file: string): Promise<void> {
  await remove(file).catch(() => {})
}

/** What systems say that do not sync folders: their names are durable by other means, or not at all (cache:91). */
const unsynced: readonly string[] = ['EPERM', 'EINVAL', 'ENOTSUP', 'EISDIR']

/** Makes the names in a folder durable. False where the folder is gone. */
export async function syncFolder(folder: string): Promise<boolean> {
  return unless(unsynced, true, async () => {
    const handle = await openThere(folder)
    if (!handle) return false
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
    return true
  })
}

/** Renames, in one step. False where there is nothing of the old name, or a folder with something in it has the new one. */
export function move(from: string, to: string): Promise<boolean> {
  return unless([...missing, ...inhabited], false, async () => {
    await rename(from, to)
    return true
  })
}

/** Gives a file a second name, which nobody has: true, or false where somebody has it; undefined where there is no file. */
export function linkNew(file: string, name: string): Promise<boolean | undefined> {
  return patiently(() =>
    unless(missing, undefined, () =>
      unless(['EEXIST'], false, async () => {
        await link(file, name)
        return true
      }),
    ),
  )
}

/** Makes a folder. False where the one that it would be in is gone; one that is there already is as good. */
export function makeFolder(folder: string): Promise<boolean> {
  return patiently(() =>
    unless(missing, false, async () => {
      await unless(['EEXIST'], undefined, () => mkdir(folder))
      return true
    }),
  )
}

/** Removes a file. False where it was gone already. */
export function remove(file: string): Promise<boolean> {
  return patiently(() =>
    unless(missing, false, async () => {
      await unlink(file)
      return true
    }),
  )
}

/** Removes a folder if it is empty. */
export function removeFolder(folder: string): Promise<void> {
  return patiently(() => unless([...missing, ...inhabited], undefined, () => rmdir(folder)))
}
