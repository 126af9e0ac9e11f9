/** A server that lets nobody in who has lost a connection: the bend `locked-out`, beneath any adapter that uses pg. */
import type { EventEmitter } from 'node:events'
import { pgError } from './pg-errors.ts'

/** What is asked of pg's own Connection. */
type Ending = EventEmitter & { readonly _ending?: boolean }

const names = new WeakMap<object, string>()
const lost = new Set<string>()

/** Notes under which name a connection is asked for. Whether it is refused, as the server would. */
export function isLockedOut(connection: Ending, startup: unknown): boolean {
  const { application_name: name = '' } = startup as { readonly application_name?: string }
  names.set(connection, name)
  if (!lost.has(name)) return false
  process.nextTick(() => connection.emit('errorMessage', pgError('28P01')))
  return true
}

/** Notes that a connection has ended. Whoever ended it in its own time has lost nothing. */
export function noteEnd(connection: Ending): void {
  const name = names.get(connection)
  if (name !== undefined && connection._ending !== true) lost.add(name)
}
