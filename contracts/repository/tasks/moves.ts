/** The moves of tasks as data: what they are, how they are bound to a history, and how they are made simpler. */
import type { Claims } from '../../adapter.ts'
import { isNo } from '../../claims.ts'
import type { Commands } from '../../contract.ts'
import type { Event, History } from '../../lab.ts'
import type { Call } from '../../port.ts'
import type { Value } from '../../values.ts'
import type { Payload } from '../payloads.ts'
import { made, simplerPayloads } from '../payloads.ts'
import type { NewTask, TaskMove, TasksInserted, TaskState } from './port.ts'
import { claimedIn, tasksIn } from './shown.ts'

/** A task that is submitted, with the recipe of its payload. */
export type TaskWords = Omit<NewTask<Payload>, 'payload'> & { readonly payload?: Payload }

/**
 * A claim of a task: of the tokens that were shown of the id the `back`-th, 0 for the newest. Where no id is said, it is of
 * the claims that were granted, whatever their tasks.
 */
export interface OfClaim {
  readonly id?: string
  readonly back: number
}

/** A move that starts from `active`, by a claim. */
export interface Ending {
  readonly call: 'end'
  readonly of: OfClaim
  readonly to: 'completed' | 'failed' | 'pending'
  readonly charge?: 'attempt' | 'nothing'
  readonly delayMs?: number
  readonly result?: Payload
  readonly message?: Payload
}

export type TaskCommand =
  | { readonly call: 'insert'; readonly tasks: readonly TaskWords[] }
  | { readonly call: 'get'; readonly id: string }
  | Ending
  | { readonly call: 'cancel'; readonly id: string; readonly from: readonly TaskState[]; readonly message?: Payload }
  | { readonly call: 'revive'; readonly id: string; readonly delayMs?: number }
  | { readonly call: 'claim'; readonly queue: string; readonly claimId: string; readonly kinds?: readonly string[] }
  | { readonly call: 'heartbeat'; readonly of: OfClaim; readonly progress?: Payload }
  | { readonly call: 'reap'; readonly graceMs: number }
  | {
      readonly call: 'list'
      readonly queue?: string
      readonly states?: readonly TaskState[]
      readonly limit: number
    }
  /** from the first event, or from where the last page ended that was read */
  | { readonly call: 'events'; readonly from: 'first' | 'next'; readonly limit: number }
  | { readonly call: 'prune'; readonly olderThanMs: number }

/** A token that was never given; a call by it must change nothing. */
export const strangeToken = 4_611_686_018_427

function callOf(method: string, ...args: readonly Value[]): Call<Value> {
  return { port: 'tasks', method, args }
}

/** The id and the token of a claim; undefined where none was granted. */
export function bound(
  history: History,
  { id, back }: OfClaim,
): { readonly id: string; readonly token: number } | undefined {
  if (id === undefined) return history.flatMap((event) => claimedIn(event) ?? []).at(-1 - back)
  const tokens = history.flatMap((event) => tasksIn(event).flatMap((task) => (task.id === id ? [task.token] : [])))
  const given = [...new Set(tokens)].filter((token) => Number.isSafeInteger(token) && token > 0)
  return { id, token: given.toSorted((one, other) => one - other).at(-1 - back) ?? strangeToken }
}

function boxed<Key extends string>(key: Key, payload: Payload | undefined): { [key: string]: Value } {
  return payload === undefined ? {} : { [key]: { value: made(payload) } }
}

function newTask({ payload = 0, after, ...rest }: TaskWords, claims: Claims): Value {
  const waits = after === undefined || isNo(claims.ports.tasks?.dependencies) ? {} : { after }
  return { ...rest, ...waits, payload: made(payload) }
}

/** Where the last page of events ended that was read. */
function lastNext(history: History): number {
  const pages = history.flatMap(({ call, outcome }) =>
    call.method === 'events' && outcome.status === 'ok' ? [(outcome.value as { next?: unknown } | null)?.next] : [],
  )
  const last = pages.at(-1)
  return typeof last === 'number' && Number.isSafeInteger(last) && last >= 0 ? last : 0
}

function moveOf(command: Ending, token: number): Value {
  const { to, charge, delayMs, result, message } = command
  const requeued =
    to === 'pending' ? { charge: charge ?? 'attempt', ...(delayMs === undefined ? {} : { delayMs }) } : {}
  return { from: ['active'], to, token, ...requeued, ...boxed('result', result), ...boxed('message', message) }
}

/** Binds a move to what the history gave; undefined where it means a claim and none was granted. */
export function resolve(command: TaskCommand, history: History, claims: Claims): Call<Value> | undefined {
  switch (command.call) {
    case 'insert':
      return callOf(
        'insert',
        command.tasks.map((task) => newTask(task, claims)),
      )
    case 'get':
      return callOf('get', command.id)
    case 'end': {
      const claim = bound(history, command.of)
      return claim && callOf('move', claim.id, moveOf(command, claim.token))
    }
    case 'cancel':
      return callOf('move', command.id, { from: command.from, to: 'cancelled', ...boxed('message', command.message) })
    case 'revive':
      return callOf('revive', command.id, command.delayMs === undefined ? {} : { delayMs: command.delayMs })
    case 'heartbeat': {
      const claim = bound(history, command.of)
      return claim && callOf('heartbeat', claim.id, claim.token, boxed('progress', command.progress))
    }
    case 'events':
      if (isNo(claims.ports.tasks?.events)) return undefined
      return callOf('events', { after: command.from === 'first' ? 0 : lastNext(history), limit: command.limit })
    case 'claim': {
      const { queue, claimId, kinds } = command
      return callOf('claim', queue, kinds === undefined ? { claimId } : { claimId, kinds })
    }
    case 'list': {
      const { call, ...query } = command
      return callOf(call, query)
    }
    case 'reap':
      return callOf('reap', { graceMs: command.graceMs })
    case 'prune':
      return callOf('prune', { olderThanMs: command.olderThanMs })
  }
}

function simplerTasks(tasks: readonly TaskWords[]): readonly (readonly TaskWords[])[] {
  const fewer = tasks.length > 1 ? tasks.map((_, at) => tasks.toSpliced(at, 1)) : []
  const plainer = tasks.flatMap((task, at) => {
    const { id, queue, kind, ...rest } = task
    return Object.keys(rest).map((key) => {
      const left = Object.fromEntries(Object.entries(rest).filter(([other]) => other !== key))
      return tasks.with(at, { id, queue, kind, ...left })
    })
  })
  return [...fewer, ...plainer]
}

/** The command without one of what it need not say. */
function leaner(command: TaskCommand): readonly TaskCommand[] {
  const optional = ['result', 'message', 'progress', 'delayMs', 'kinds', 'states'].filter((key) => key in command)
  return optional.map(
    (gone) => Object.fromEntries(Object.entries(command).filter(([key]) => key !== gone)) as unknown as TaskCommand,
  )
}

/** Simpler moves that may still show the same fault. */
export function simpler(command: TaskCommand): readonly TaskCommand[] {
  const simple: TaskCommand[] = [...leaner(command)]
  if (command.call === 'insert') simple.push(...simplerTasks(command.tasks).map((tasks) => ({ ...command, tasks })))
  if ('of' in command && command.of.back !== 0) simple.push({ ...command, of: { ...command.of, back: 0 } })
  if (command.call === 'end' && command.result !== undefined)
    simple.push(...simplerPayloads(command.result).map((result) => ({ ...command, result })))
  if (command.call === 'prune' && command.olderThanMs !== 0) simple.push({ ...command, olderThanMs: 0 })
  if (command.call === 'reap' && command.graceMs !== 0) simple.push({ ...command, graceMs: 0 })
  return simple
}

/** The ids of the tasks that a call names. */
function named({ call: { method, args } }: Event): readonly string[] {
  const [first] = args
  if (method === 'insert') return (first as unknown as readonly { readonly id: string }[]).map(({ id }) => id)
  return ['get', 'move', 'revive', 'heartbeat'].includes(method) ? [first as string] : []
}

/** Reads of every task that a history named, and of all that was told. */
export function probes(history: History, claims: Claims): readonly Call<Value>[] {
  const touched = new Set(history.flatMap(named))
  const told = isNo(claims.ports.tasks?.events) ? [] : [callOf('events', { after: 0, limit: 1_000 })]
  return [...[...touched].map((id) => callOf('get', id)), callOf('list', { limit: 1_000 }), ...told]
}

/** A move in full, for laws that make calls themselves. */
export function ending(to: TaskState, token: number, rest: Partial<TaskMove<Value>> = {}): Value {
  return { from: ['active'], to, token, ...(rest as { readonly [key: string]: Value }) }
}

/** A call whose answer tells the store's time, and where it does. */
export const clock: NonNullable<Commands<TaskCommand>['clock']> = {
  call: callOf('insert', [{ id: 'clock', queue: 'clock', kind: 'k', payload: 0 }]),
  read: (value) => {
    const inserted = value as TasksInserted | null
    return inserted?.status === 'inserted' ? inserted.tasks[0]?.task.createdAtMs : undefined
  },
}
