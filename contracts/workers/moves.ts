/** The moves of workers and of their tasks as data: what they are, how they are bound to a history, and made simpler. */
import type { Claims } from '../adapter.ts'
import type { History } from '../lab.ts'
import type { Call } from '../port.ts'
import type { OfClaim, TaskCommand } from '../repository/tasks/moves.ts'
import {
  bound,
  probes as taskProbes,
  resolve as resolveTask,
  simpler as simplerTask,
  strangeToken,
} from '../repository/tasks/moves.ts'
import type { Payload } from '../repository/payloads.ts'
import { made, simplerPayloads } from '../repository/payloads.ts'
import type { Identity, Value } from '../values.ts'
import type { WorkerName } from './port.ts'
import { reservedIn, workersIn } from './shown.ts'

/** A worker by the reservations of its id that were granted: the `back`-th, 0 for the newest. */
export interface OfWorker {
  readonly id: string
  readonly back: number
}

/** Where a task goes. */
export interface Going {
  readonly to: 'completed' | 'failed' | 'pending'
  readonly charge?: 'attempt' | 'nothing'
  readonly delayMs?: number
  readonly result?: Payload
  readonly message?: Payload
}

export interface ReserveCommand {
  readonly call: 'reserve'
  readonly id: string
  readonly of: OfClaim & { readonly id: string }
  readonly owner: number
  readonly cap: number
  readonly dead?: readonly OfWorker[]
  readonly facts?: Payload
}

export type WorkerCommand =
  | ReserveCommand
  | { readonly call: 'activate'; readonly of: OfWorker; readonly child: number }
  | { readonly call: 'beat'; readonly of: OfWorker }
  | { readonly call: 'settle'; readonly of: OfWorker; readonly move: Going }
  | { readonly call: 'release'; readonly of: OfWorker }
  /** of the rows of an id that were shown the `back`-th from the last */
  | { readonly call: 'evict'; readonly of: OfWorker; readonly move?: Going & { readonly to: 'failed' | 'pending' } }
  | { readonly call: 'inspect'; readonly id: string }
  | { readonly call: 'list'; readonly task?: string; readonly owner?: number; readonly limit: number }
  | { readonly call: 'count'; readonly dead?: readonly OfWorker[] }
  /** a move of tasks */
  | { readonly call: 'task'; readonly does: TaskCommand }

const base: Identity = { instance: 'instance-0', host: 'host-a', boot: 'boot-1', pid: 7, pidStart: 100 }

/** Identities that differ from the first in one fact each; the last has numbers at the end of their range. */
const identities: readonly Identity[] = [
  base,
  { ...base, instance: 'instance-1' },
  { ...base, pidStart: 101 },
  { ...base, host: 'host-b' },
  { ...base, boot: 'boot-2' },
  { ...base, pid: 8 },
  { ...base, pid: 2 ** 31 - 1, pidStart: Number.MAX_SAFE_INTEGER, boot: 'boot-c'.padEnd(512, '.') },
]

/** The `index`-th identity: a copy, which its caller may spoil. */
export function identity(index: number): Identity {
  return { ...(identities[index % identities.length] ?? base) }
}

/** How many identities there are. */
export const identitiesCount: number = identities.length

function callOf(method: string, ...args: readonly Value[]): Call<Value> {
  return { port: 'workers', method, args }
}

/** The id and the token of a worker; a token that was never given where there was none. */
function worker(history: History, { id, back }: OfWorker): WorkerName {
  const tokens = history.flatMap((event) => {
    const reserved = reservedIn(event)
    return reserved?.id === id ? [reserved.token] : []
  })
  return { id, token: [...new Set(tokens)].at(-1 - back) ?? strangeToken }
}

function boxed<Key extends string>(key: Key, payload: Payload | undefined): { [key: string]: Value } {
  return payload === undefined ? {} : { [key]: { value: made(payload) } }
}

function moveOf({ to, charge, delayMs, result, message }: Going): { readonly [key: string]: Value } {
  const requeued =
    to === 'pending' ? { charge: charge ?? 'attempt', ...(delayMs === undefined ? {} : { delayMs }) } : {}
  return { to, ...requeued, ...boxed('result', result), ...boxed('message', message) }
}

function deadOf(history: History, dead: readonly OfWorker[] | undefined): { readonly [key: string]: Value } {
  return dead === undefined ? {} : { dead: dead.map((of) => worker(history, of)) }
}

function asValue(data: object): Value {
  return data as { readonly [key: string]: Value }
}

function reserveCall(command: ReserveCommand, history: History): Call<Value> | undefined {
  const claim = bound(history, command.of)
  if (!claim) return undefined
  return callOf('reserve', command.id, {
    task: claim.id,
    token: claim.token,
    owner: asValue(identity(command.owner)),
    cap: command.cap,
    ...deadOf(history, command.dead),
    ...boxed('facts', command.facts),
  })
}

/** Binds a move to what the history gave; undefined where it means a row that was never shown. */
export function resolve(command: WorkerCommand, history: History, claims: Claims): Call<Value> | undefined {
  switch (command.call) {
    case 'task':
      return resolveTask(command.does, history, claims)
    case 'reserve':
      return reserveCall(command, history)
    case 'evict': {
      const shown = history.flatMap(workersIn).filter(({ id }) => id === command.of.id)
      const judged = shown.at(-1 - command.of.back)
      const move = command.move ? [moveOf(command.move)] : []
      return judged && callOf('evict', asValue(judged), ...move)
    }
    case 'inspect':
      return callOf('inspect', command.id)
    case 'list': {
      const { call, owner, ...query } = command
      return callOf(call, { ...query, ...(owner === undefined ? {} : { owner: asValue(identity(owner)) }) })
    }
    case 'count':
      return callOf('count', deadOf(history, command.dead))
    case 'settle': {
      const { id, token } = worker(history, command.of)
      return callOf('settle', id, token, moveOf(command.move))
    }
    case 'activate': {
      const { id, token } = worker(history, command.of)
      return callOf('activate', id, token, asValue(identity(command.child)))
    }
    case 'beat':
    case 'release': {
      const { id, token } = worker(history, command.of)
      return callOf(command.call, id, token)
    }
  }
}

/** What is said besides without one of its words. */
function leaner<Said extends object>(said: Said, words: readonly string[]): readonly Said[] {
  const there = words.filter((word) => word in said)
  return there.map(
    (gone) => Object.fromEntries(Object.entries(said).filter(([key]) => key !== gone)) as unknown as Said,
  )
}

/** Simpler moves that may still show the same fault. */
export function simpler(command: WorkerCommand): readonly WorkerCommand[] {
  if (command.call === 'task') return simplerTask(command.does).map((does) => ({ ...command, does }))
  const simple: WorkerCommand[] = [...leaner<WorkerCommand>(command, ['dead', 'facts', 'task', 'owner'])]
  // An owner is part of every reservation.
  const whole = command.call === 'reserve' ? simple.filter((one) => 'owner' in one) : simple
  if (command.call === 'reserve') {
    const { owner, facts } = command
    if (owner !== 0) whole.push({ ...command, owner: 0 })
    if (facts !== undefined) whole.push(...simplerPayloads(facts).map((next) => ({ ...command, facts: next })))
  }
  if ('of' in command && command.call !== 'reserve' && command.of.back !== 0)
    whole.push({ ...command, of: { ...command.of, back: 0 } })
  if (command.call === 'settle')
    whole.push(
      ...leaner(command.move, ['result', 'message', 'delayMs', 'charge']).map((move) => ({ ...command, move })),
    )
  return whole
}

/** The ids of the workers that a history touched. */
function touched(history: History): readonly string[] {
  const named = history.flatMap(({ call: { port, method, args } }) => {
    if (port !== 'workers' || method === 'list' || method === 'count') return []
    const [first] = args
    return [method === 'evict' ? (first as { readonly id: string }).id : (first as string)]
  })
  return [...new Set(named)]
}

/** Reads of every worker and every task that a history touched. */
export function probes(history: History, claims: Claims): readonly Call<Value>[] {
  const workers = [
    ...touched(history).map((id) => callOf('inspect', id)),
    callOf('list', { limit: 1_000 }),
    callOf('count'),
  ]
  const tasks = history.filter(({ call: { port } }) => port === 'tasks')
  return [...workers, ...taskProbes(tasks, claims)]
}
