/** The moves of a janitor as data: which calls they make, and how they are made simpler. */
import type { Claims } from '../../adapter.ts'
import { isNo } from '../../claims.ts'
import type { History } from '../../lab.ts'
import type { Call } from '../../port.ts'
import type { OutputKey } from '../../repository/outputs/port.ts'
import type { Scope, Value } from '../../values.ts'
import type { PutScene } from './scenes.ts'

/** A move: a scene by its name. */
export type JanitorCommand =
  | ({ readonly call: 'put' } & PutScene)
  | { readonly call: 'delete' | 'get'; readonly scope: Scope; readonly key: OutputKey }
  | { readonly call: 'clear'; readonly scope: Scope }
  | { readonly call: 'prune'; readonly olderThanMs: number }
  | { readonly call: 'sweep'; readonly graceMs: number }
  | { readonly call: 'look' }

/** Whether the claims offer all that a call needs. */
function offers({ ports: { outputs, blobs } }: Claims, method: JanitorCommand['call']): boolean {
  switch (method) {
    case 'prune':
      return !isNo(outputs?.ages) && !isNo(outputs?.listing)
    case 'clear':
      return !isNo(outputs?.listing)
    case 'sweep':
    case 'look':
      return !isNo(outputs?.listing) && !isNo(blobs?.listing)
    case 'put':
    case 'get':
    case 'delete':
      return true
  }
}

/** The call of a move; undefined where the claims do not offer it. */
export function resolve({ call, ...scene }: JanitorCommand, _: History, claims: Claims): Call<Value> | undefined {
  return offers(claims, call) ? { port: 'janitor', method: call, args: [scene] } : undefined
}

/** Simpler moves that may still show the same fault. */
export function simpler(command: JanitorCommand): readonly JanitorCommand[] {
  if (command.call !== 'put') return []
  const { copies, fails, ...plain } = command
  return [
    ...(copies ? [{ ...plain, ...(fails ? { fails } : {}) }] : []),
    ...(fails ? [{ ...plain, ...(copies ? { copies } : {}) }] : []),
    ...(command.blobs.length > 1 ? [{ ...command, blobs: command.blobs.slice(0, 1) }] : []),
  ]
}

/** All there is, once. */
export function probes(_: History, claims: Claims): readonly Call<Value>[] {
  const call = resolve({ call: 'look' }, [], claims)
  return call ? [call] : []
}
