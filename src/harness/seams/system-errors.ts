/** The errors that the file system and sockets may give at a point beneath an adapter, as Node makes them. */
import { constants } from 'node:os'
import { getSystemErrorMap } from 'node:util'

/** A call, as its points name it. */
interface Failing {
  /** the system call that its error names */
  readonly syscall: string
  /** what may keep it from having any effect */
  readonly codes: readonly string[]
}

const looking: readonly string[] = ['EIO']
const changing: readonly string[] = ['EIO', 'ENOSPC', 'EROFS']

const files: Readonly<Record<string, Failing>> = {
  open: { syscall: 'open', codes: ['EIO', 'EMFILE'] },
  create: { syscall: 'open', codes: ['EIO', 'EMFILE', 'ENOSPC', 'EROFS'] },
  read: { syscall: 'read', codes: looking },
  readdir: { syscall: 'scandir', codes: ['EIO', 'EMFILE'] },
  stat: { syscall: 'stat', codes: looking },
  access: { syscall: 'access', codes: looking },
  readlink: { syscall: 'readlink', codes: looking },
  write: { syscall: 'write', codes: ['EIO', 'ENOSPC'] },
  truncate: { syscall: 'ftruncate', codes: ['EIO', 'ENOSPC'] },
  fsync: { syscall: 'fsync', codes: ['EIO'] },
  fdatasync: { syscall: 'fdatasync', codes: ['EIO'] },
  rename: { syscall: 'rename', codes: changing },
  link: { syscall: 'link', codes: changing },
  symlink: { syscall: 'symlink', codes: changing },
  mkdir: { syscall: 'mkdir', codes: changing },
  unlink: { syscall: 'unlink', codes: ['EIO', 'EROFS'] },
  rmdir: { syscall: 'rmdir', codes: ['EIO', 'EROFS'] },
  utimes: { syscall: 'utime', codes: ['EIO', 'EROFS'] },
  chmod: { syscall: 'chmod', codes: ['EIO', 'EROFS'] },
  chown: { syscall: 'chown', codes: ['EIO', 'EROFS'] },
}

const sockets: Readonly<Record<string, Failing>> = {
  connect: { syscall: 'connect', codes: ['ECONNREFUSED', 'ETIMEDOUT'] },
  write: { syscall: 'write', codes: ['EPIPE', 'ECONNRESET'] },
  data: { syscall: 'read', codes: ['ECONNRESET'] },
}

/** What says that nothing is known of the effect. */
const vague: readonly string[] = ['EIO', 'ECONNRESET']

const form = /^(?<driver>fs|net) (?<call>[a-z]+):(?<side>before|after)$/

function failingAt(point: string): { readonly call: Failing; readonly isAfter: boolean } | undefined {
  const { driver, call = '', side } = form.exec(point)?.groups ?? {}
  const calls = driver === 'net' ? sockets : files
  const known = Object.hasOwn(calls, call) ? calls[call] : undefined
  return known && { call: known, isAfter: side === 'after' }
}

/**
 * The codes that are worth throwing at a point of the file system or of a socket: before the effect whatever may keep it away,
 * after it only what leaves open whether it came, since the others would say that nothing was done. None where nothing can fail.
 */
export function systemErrorsAt(point: string): readonly string[] {
  const found = failingAt(point)
  if (!found) return []
  return found.isAfter ? found.call.codes.filter((code) => vague.includes(code)) : found.call.codes
}

/** An error of a system call as Node makes it: `code`, `syscall`, `errno` negative, and the text of the code as message. */
export function systemError(code: string, syscall: string): Error {
  const numbers: Readonly<Record<string, number>> = constants.errno
  const errno = -(numbers[code] ?? 0)
  const [, text = 'unknown error'] = getSystemErrorMap().get(errno) ?? []
  return Object.assign(new Error(`${code}: ${text}, ${syscall}`), { errno, code, syscall })
}

/** The error with this code that a call at the point throws; the point is one that `systemErrorsAt` gives codes for. */
export function systemErrorAt(point: string, code: string): Error {
  const syscall = failingAt(point)?.call.syscall ?? 'unknown'
  const error = systemError(code, syscall)
  return point.startsWith('net ') ? Object.assign(error, { message: `${syscall} ${code}` }) : error
}
