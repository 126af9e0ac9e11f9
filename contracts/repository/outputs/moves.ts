/** The moves of outputs as data: what they are, which calls they make, and how they are made simpler. */
import type { Claims } from '../../adapter.ts'
import { isNo } from '../../claims.ts'
import type { History } from '../../lab.ts'
import type { Call } from '../../port.ts'
import type { Scope, Value } from '../../values.ts'
import type { Payload } from '../payloads.ts'
import { made, simplerPayloads } from '../payloads.ts'
import type { OutputKey } from './port.ts'
import { key, run, shared } from './rows.ts'
import { isSameScope } from '../scopes.ts'

/** A move. Scopes and keys stand for themselves; the value is a recipe. */
export type OutputCommand =
  | { readonly call: 'get'; readonly scope: Scope; readonly key: OutputKey }
  | { readonly call: 'put'; readonly scope: Scope; readonly key: OutputKey; readonly value: Payload }
  | { readonly call: 'delete'; readonly scope: Scope; readonly key: OutputKey }
  | { readonly call: 'clear'; readonly scope: Scope }
  | { readonly call: 'prune'; readonly olderThanMs: number }
  | { readonly call: 'keys'; readonly scope: Scope; readonly limit: number }
  | { readonly call: 'scopes'; readonly limit: number }

function call(method: string, ...args: readonly Value[]): Call<Value> {
  return { port: 'outputs', method, args }
}

/** The claim without which a method is refused. */
function claimOf(method: OutputCommand['call']): 'ages' | 'listing' | undefined {
  if (method === 'prune') return 'ages'
  return method === 'clear' || method === 'keys' || method === 'scopes' ? 'listing' : undefined
}

/** Whether the claims offer a method. */
export function offers(claims: Claims, method: OutputCommand['call']): boolean {
  const claim = claimOf(method)
  return claim === undefined || !isNo(claims.ports.outputs?.[claim])
}

/** The call of a move; undefined where the claims do not offer it. */
export function resolve(command: OutputCommand, _: History, claims: Claims): Call<Value> | undefined {
  if (!offers(claims, command.call)) return undefined
  switch (command.call) {
    case 'get':
    case 'delete':
      return call(command.call, command.scope, command.key)
    case 'put':
      return call('put', command.scope, command.key, made(command.value))
    case 'clear':
      return call('clear', command.scope)
    case 'prune':
      return call('prune', { olderThanMs: command.olderThanMs })
    case 'keys':
      return call('keys', command.scope, { limit: command.limit })
    case 'scopes':
      return call('scopes', { limit: command.limit })
  }
}

/** Simpler moves that may still show the same fault. */
export function simpler(command: OutputCommand): readonly OutputCommand[] {
  const simple: OutputCommand[] = []
  if ('scope' in command && !isSameScope(command.scope, shared)) {
    simple.push({ ...command, scope: shared })
    if (!isSameScope(command.scope, run)) simple.push({ ...command, scope: run })
  }
  if ('key' in command && (command.key.task !== key.task || command.key.input !== key.input))
    simple.push({ ...command, key })
  if (command.call === 'put') simple.push(...simplerPayloads(command.value).map((value) => ({ ...command, value })))
  return simple
}

/**
 * Reads of every row that a history touched, the scopes that there are, and the keys of every scope. The history holds their
 * texts. Scopes are listed behind the reads, by which it is known of each row whether it is there.
 */
export function probes(history: History, claims: Claims): readonly Call<Value>[] {
  const rows = new Map<string, Call<Value>>()
  const scopes = new Map<string, Call<Value>>()
  for (const {
    call: { method, args },
  } of history) {
    const [scope, of] = args as readonly [string, string]
    if (method === 'prune' || method === 'scopes') continue
    if (method !== 'clear' && method !== 'keys') rows.set(`${scope}\n${of}`, call('get', read(scope), read(of)))
    scopes.set(scope, call('keys', read(scope), { limit: 1_000 }))
  }
  if (scopes.size === 0 || !offers(claims, 'keys')) return [...rows.values()]
  return [...rows.values(), call('scopes', { limit: 1_000 }), ...scopes.values()]
}

/** Scopes and keys hold strings only, so that their text is JSON as it stands. */
function read(text: string): Value {
  return JSON.parse(text) as Value
}

/** A call whose answer tells the store's time. */
export const clockCall: Call<Value> = call('put', shared, key, 0)
