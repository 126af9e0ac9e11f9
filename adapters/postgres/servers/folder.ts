/** What lies where in the folder of a server, and what its files say. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The folder in which the server keeps its data. */
export function dataIn(dir: string): string {
  return join(dir, 'data')
}

/** What the server said. */
export function logIn(dir: string): string {
  return join(dir, 'server.log')
}

/** The socket at which the keeper takes orders. */
export function keeperIn(dir: string): string {
  return join(dir, 'keeper')
}

/** The socket at which the server listens: the folder is what clients name, and this in it is what they take. */
export function socketIn(dir: string): string {
  return join(dir, '.s.PGSQL.5432')
}

/** What a server says of itself, in a file that goes when it ends. */
export interface ServerNote {
  readonly pid: number
  /** takes connections */
  readonly isReady: boolean
  /** its segment of shared memory, by which another server on the same data is found out */
  readonly segment: { readonly key: number; readonly id: number } | undefined
}

/** The note of the server on this data; undefined where there is none, or it is not whole yet. */
export async function readNote(data: string): Promise<ServerNote | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')
  const [pid = '', , , , , , segment = '', state = ''] = text.split('\n')
  if (!(Number(pid) > 0)) return undefined
  const [key = NaN, id = NaN] = segment.trim().split(/\s+/).map(Number)
  return { pid: Number(pid), isReady: state.trim() === 'ready', segment: id >= 0 ? { key, id } : undefined }
}

/** The last lines of the server's log. */
export async function tailOfLog(dir: string, lines = 8): Promise<string> {
  const text = await readFile(logIn(dir), 'utf8').catch(() => '')
  return text.trimEnd().split('\n').slice(-lines).join('\n')
}
