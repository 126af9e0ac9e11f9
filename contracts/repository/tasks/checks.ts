/** The arguments of tasks: what is refused before anything happens. */
import type { PortClaims } from '../../port.ts'
import { demandClaim, list, name, optionally, record, refuse, whole } from '../../port.ts'
import { ageMsMax } from '../../values.ts'
import type { TaskState } from './task.ts'
import { leaseMsMax, leaseMsMin, taskStates } from './task.ts'
import type { TasksClaims } from './port.ts'

/** The edges along which `move` goes. */
const edges: Readonly<Record<TaskState, readonly TaskState[]>> = {
  blocked: ['cancelled'],
  pending: ['cancelled'],
  active: ['completed', 'failed', 'pending', 'cancelled'],
  completed: [],
  failed: [],
  cancelled: [],
}

const newTaskKeys = [
  'id',
  'queue',
  'kind',
  'payload',
  'priority',
  'delayMs',
  'after',
  'idempotencyKey',
  'maxAttempts',
  'maxStalls',
  'leaseMs',
  'timeoutMs',
] as const

export function ranged(argument: string, min: number, max: number): (value: unknown) => void {
  return (value) => whole(argument, value, min, max)
}

export function checkNewTask(task: unknown, at: number, claims: PortClaims): void {
  const where = `tasks[${at}]`
  const given = record(where, task, newTaskKeys)
  for (const field of ['id', 'queue', 'kind']) name(`${where}.${field}`, given[field])
  if (!('payload' in given)) refuse(`${where}.payload`, 'a value', given['payload'])
  optionally(given['priority'], ranged(`${where}.priority`, -1_000, 1_000))
  optionally(given['delayMs'], ranged(`${where}.delayMs`, 0, ageMsMax))
  optionally(given['idempotencyKey'], (key) => name(`${where}.idempotencyKey`, key))
  optionally(given['maxAttempts'], ranged(`${where}.maxAttempts`, 1, 100))
  optionally(given['maxStalls'], ranged(`${where}.maxStalls`, 0, 100))
  optionally(given['leaseMs'], ranged(`${where}.leaseMs`, leaseMsMin, leaseMsMax))
  optionally(given['timeoutMs'], ranged(`${where}.timeoutMs`, 1, ageMsMax))
  const after = list(`${where}.after`, given['after'] ?? [], 1_000)
  after.forEach((id, index) => name(`${where}.after[${index}]`, id))
  if (after.length > 0) demandClaim(claims, 'dependencies' satisfies keyof TasksClaims, 'tasks wait for no others')
}

function isState(value: unknown): value is TaskState {
  return taskStates.some((state) => state === value)
}

export function checkStates(argument: string, value: unknown): readonly TaskState[] {
  const states = list(argument, value, taskStates.length)
  const odd = states.find((state) => !isState(state))
  if (odd !== undefined || states.length === 0) refuse(argument, `some of ${taskStates.join(', ')}`, value)
  return states as readonly TaskState[]
}

export function checkBoxed(argument: string, value: unknown): void {
  if (!('value' in record(argument, value, ['value']))) refuse(argument, '{ value }', value)
}

export function checkMove([id, move]: readonly unknown[]): void {
  name('id', id)
  const given = record('move', move, ['from', 'to', 'token', 'result', 'delayMs', 'charge', 'message'])
  const { to, token, result, delayMs, charge, message } = given
  const from = checkStates('move.from', given['from'])
  if (!isState(to)) return refuse('move.to', `one of ${taskStates.join(', ')}`, to)
  const wrong = from.find((state) => !edges[state].includes(to))
  if (wrong !== undefined)
    refuse('move', `an edge of the graph; ${wrong} leads to ${edges[wrong].join(', ') || 'nothing'}`, to)
  optionally(token, ranged('move.token', 1, Number.MAX_SAFE_INTEGER))
  if (from.includes('active') && to !== 'cancelled' && token === undefined)
    refuse('move.token', 'the token of the claim, to leave active', token)
  optionally(result, (boxed) => checkBoxed('move.result', boxed))
  optionally(message, (boxed) => checkBoxed('move.message', boxed))
  optionally(delayMs, ranged('move.delayMs', 0, ageMsMax))
  const isRequeued = to === 'pending'
  if (!isRequeued && (delayMs !== undefined || charge !== undefined))
    refuse('move', 'delayMs and charge where it goes to pending only', to)
  if (isRequeued && charge !== 'attempt' && charge !== 'nothing')
    refuse('move.charge', '"attempt" or "nothing"', charge)
}
