/** The moves of locks as data: what they are, how they are bound to a history, and how they are made simpler. */
import type { Claims } from '../adapter.ts'
import { isNo } from '../claims.ts'
import type { Call } from '../port.ts'
import type { History } from '../lab.ts'
import type { Identity, Json } from '../values.ts'
import type { Acquired, LockSnapshot } from './port.ts'
import { snapshotsIn } from './snapshots.ts'

/** A move. `back` counts leases of the name that were granted, or snapshots that were seen: 0 is the newest. */
export type LockCommand =
  | AcquireCommand
  | { readonly call: 'renew'; readonly name: string; readonly back: number; readonly ttlMs: number }
  | { readonly call: 'release'; readonly name: string; readonly back: number }
  | { readonly call: 'evict'; readonly name: string; readonly back: number }
  | { readonly call: 'inspect'; readonly name: string }
  | { readonly call: 'list'; readonly limit: number }

/** A move that asks for a lock. */
export interface AcquireCommand {
  readonly call: 'acquire'
  readonly name: string
  readonly owner: number
  readonly ttlMs: number
  readonly graceMs: number
  readonly heartbeatMs: number
  /** whether a token that can fence is asked for */
  readonly fenced?: boolean
  /** whether a lock that lapsed is taken over */
  readonly takeover?: 'never'
  /** how many may hold it at once, from 2 on; where the adapter claims one holder a name it asks for one all the same */
  readonly slots?: number
}

/** The `index`-th owner: one host, one pid, another instance. The third has numbers at the end of their range. */
export function owner(index: number): Identity {
  const instance = `instance-${index}`
  if (index === 2) {
    const facts = { host: 'host-c', boot: 'boot-c'.padEnd(512, '.'), pid: 2 ** 31 - 1 }
    return { instance, ...facts, pidStart: Number.MAX_SAFE_INTEGER }
  }
  return { instance, host: 'host-a', boot: 'boot-1', pid: 7, pidStart: 100 + index }
}

/** Leases of a name in the order in which they were granted, and every snapshot of it that was seen. */
function known(
  history: History,
  name: string,
): { readonly tokens: readonly number[]; readonly snapshots: readonly LockSnapshot[] } {
  const tokens: number[] = []
  const snapshots: LockSnapshot[] = []
  for (const { call: made, outcome } of history) {
    if (outcome.status !== 'ok') continue
    const shown = snapshotsIn(made, outcome.value).filter((snapshot) => snapshot.name === name)
    snapshots.push(...shown)
    const lease = made.method === 'acquire' && (outcome.value as Acquired | null)?.status === 'acquired'
    if (lease) tokens.push(...shown.map(({ token }) => token))
  }
  return { tokens, snapshots }
}

/** A token that was never given; a call by it must change nothing. */
const strangeToken = 4_611_686_018_427

function call(method: string, ...args: readonly unknown[]): Call {
  return { port: 'locks', method, args: args as readonly Json[] }
}

/** Binds a move to what the history gave. */
export function resolve(command: LockCommand, history: History, claims: Claims): Call | undefined {
  switch (command.call) {
    case 'acquire': {
      const { call: method, name, owner: index, slots, ...options } = command
      const company = slots === undefined || isNo(claims.ports.locks?.slots) ? {} : { slots }
      return call(method, name, { owner: owner(index), ...options, ...company })
    }
    case 'renew':
      return call('renew', command.name, known(history, command.name).tokens.at(-1 - command.back) ?? strangeToken, {
        ttlMs: command.ttlMs,
      })
    case 'release':
      return call('release', command.name, known(history, command.name).tokens.at(-1 - command.back) ?? strangeToken)
    case 'evict': {
      const snapshot = known(history, command.name).snapshots.at(-1 - command.back)
      return snapshot ? call('evict', snapshot) : undefined
    }
    case 'inspect':
      return call('inspect', command.name)
    case 'list':
      return call('list', { limit: command.limit })
  }
}

/** Simpler moves that may still show the same fault. */
export function simpler(command: LockCommand): readonly LockCommand[] {
  const simple: LockCommand[] = []
  if ('name' in command && command.name !== 'a') {
    simple.push({ ...command, name: 'a' })
    if (command.name !== 'b') simple.push({ ...command, name: 'b' })
  }
  if (command.call === 'acquire') {
    if (command.owner !== 0) simple.push({ ...command, owner: 0 })
    if (command.graceMs !== 0) simple.push({ ...command, graceMs: 0 })
    if (command.heartbeatMs !== 1) simple.push({ ...command, heartbeatMs: 1 })
    if (command.ttlMs !== 1) simple.push({ ...command, ttlMs: 1 })
    const { fenced, ...unfenced } = command
    if (fenced !== undefined) simple.push(unfenced)
    const { takeover, ...taking } = command
    if (takeover !== undefined) simple.push(taking)
    const { slots = 1, ...alone } = command
    if (slots > 2) simple.push({ ...command, slots: 2 })
    if (slots > 1) simple.push(alone)
  }
  if ('back' in command && command.back !== 0) simple.push({ ...command, back: 0 })
  return simple
}

/** The name that a call is about; undefined for a listing. */
export function lockNamed({ method, args }: Call): string | undefined {
  const [first] = args
  const named = method === 'evict' ? (first as { readonly name?: Json } | null)?.name : first
  return typeof named === 'string' ? named : undefined
}

/** Reads of every name that a history touched. */
export function probes(history: History): readonly Call[] {
  const touched = new Set(history.flatMap(({ call: made }) => lockNamed(made) ?? []))
  return [...[...touched].map((name) => call('inspect', name)), call('list', { limit: 1_000 })]
}

/** A call whose answer tells the store's time. */
export const clockCall: Call = call('acquire', 'clock', { owner: owner(0), ttlMs: 1, graceMs: 0, heartbeatMs: 1 })
