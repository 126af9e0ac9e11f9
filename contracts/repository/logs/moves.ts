/** The moves of logs as data: what they are, which calls they make, and how they are made simpler. */
import type { Claims } from '../../adapter.ts'
import { isNo } from '../../claims.ts'
import type { Event, History } from '../../lab.ts'
import type { Call } from '../../port.ts'
import type { Value } from '../../values.ts'
import { log, partitionOf } from './logs.ts'
import type { LogStream } from './port.ts'
import type { AppendScene, OnLog, TailScene } from './scenes.ts'
import { isSameScope } from '../scopes.ts'

/** Parts are recipes: so many times the bytes of a text in latin1. */
export type PartRecipe = { readonly stream: LogStream; readonly latin1: string; readonly times: number }

/** A move. Numbers of entries are told by how far they are from the one that is due: 0 is that, -1 the one before. */
export type LogCommand =
  | (OnLog & {
      readonly call: 'append'
      readonly by: number
      readonly parts: readonly PartRecipe[]
      readonly limitBytes?: number
    })
  | (OnLog & { readonly call: 'tail'; readonly lines?: number; readonly bytes?: number })
  | (OnLog & { readonly call: 'seal' })
  | (OnLog & { readonly call: 'drop' })
  | { readonly call: 'prune'; readonly olderThanMs: number }

/** The log that an event is about; undefined where it is about all. */
export function logOfEvent({ call: { method, args } }: Event): string | undefined {
  return method === 'prune' ? undefined : partitionOf(args[0] as OnLog)
}

/** What a call was answered, as far as it was. */
export function answerOf({ outcome }: Event): { readonly status?: string; readonly next?: number } {
  return outcome.status === 'ok' ? ((outcome.value as { status?: string; next?: number } | null) ?? {}) : {}
}

/** The number that is due, as far as the history tells. */
function dueIn(history: History, of: OnLog): number {
  const told = history.findLast(
    (event) => logOfEvent(event) === partitionOf(of) && answerOf(event).status !== undefined,
  )
  return told === undefined ? 1 : (answerOf(told).next ?? 1)
}

function call(method: string, scene: Value): Call<Value> {
  return { port: 'logs', method, args: [scene] }
}

/** The call of a move; undefined where the claims do not offer it. */
export function resolve(command: LogCommand, history: History, claims: Claims): Call<Value> | undefined {
  switch (command.call) {
    case 'append': {
      const { call: _, by, parts, ...rest } = command
      const seq = Math.max(1, dueIn(history, command) + by)
      const given = parts.map(({ stream, latin1, times }) => ({ stream, latin1: latin1.repeat(times) }))
      return call('append', { ...rest, seq, parts: given } satisfies AppendScene)
    }
    case 'prune':
      return isNo(claims.ports.logs?.ages) ? undefined : call('prune', { olderThanMs: command.olderThanMs })
    case 'tail':
    case 'seal':
    case 'drop': {
      const { call: method, ...scene } = command
      return call(method, scene satisfies TailScene)
    }
  }
}

function simplerParts(parts: readonly PartRecipe[]): readonly (readonly PartRecipe[])[] {
  const fewer = parts.length > 1 ? parts.map((_, index) => parts.toSpliced(index, 1)) : []
  const shorter = parts.flatMap((part, index) => {
    const less: PartRecipe[] = []
    if (part.times > 1) less.push({ ...part, times: Math.floor(part.times / 2) })
    if (part.latin1.length > 1) less.push({ ...part, latin1: part.latin1.slice(1) })
    if (part.stream !== 'out') less.push({ ...part, stream: 'out' })
    return less.map((one) => parts.with(index, one))
  })
  return [...fewer, ...shorter]
}

/** A call whose answer tells the store's time. */
export const clockCall: Call<Value> = call('seal', { ...log })

/** Simpler moves that may still show the same fault. */
export function simpler(command: LogCommand): readonly LogCommand[] {
  if (command.call === 'prune') return []
  const simple: LogCommand[] = []
  if (!isSameScope(command.scope, log.scope)) simple.push({ ...command, scope: log.scope })
  if (command.log !== log.log) simple.push({ ...command, log: log.log })
  if (command.call !== 'append') return simple
  const { limitBytes, ...unlimited } = command
  if (limitBytes !== undefined) simple.push(unlimited)
  return [...simple, ...simplerParts(command.parts).map((parts) => ({ ...command, parts }))]
}

/** Reads of every log that a history touched. */
export function probes(history: History): readonly Call<Value>[] {
  const logs = new Map<string, Call<Value>>()
  for (const event of history) {
    const name = logOfEvent(event)
    const { scope, log: of } = event.call.args[0] as OnLog
    if (name !== undefined) logs.set(name, call('tail', { scope, log: of } satisfies OnLog))
  }
  return [...logs.values()]
}
