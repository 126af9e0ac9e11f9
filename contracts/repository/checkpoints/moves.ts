/** The moves of checkpoints as data: what they are, how they are bound to a history, and how they are made simpler. */
import type { Call } from '../../port.ts'
import type { Event, History } from '../../lab.ts'
import type { Value } from '../../values.ts'
import { itemNamed, keyNamed, keyText, keyWithText } from './keys.ts'
import type { Begun, CheckpointShown, Finished } from './port.ts'

/** Keys and items by their words. `back` counts the epochs that were given for the key: 0 is the newest. */
interface OfRun {
  readonly key: string
  readonly back: number
}

/** Where a caller believes the anchor to be: where it was seen last, nowhere yet, or at a place where it never was. */
export type Believed = 'seen' | 'none' | 'elsewhere'

/** An item by its word, or many by the numbers of the first and the last, so that a token which holds them is short. */
export type ItemWords = string | { readonly first: number; readonly last: number }

export type CheckpointCommand =
  | { readonly call: 'begin'; readonly key: string; readonly pin: string; readonly discard?: string }
  | ({ readonly call: 'append' | 'fail' | 'replace'; readonly items: readonly ItemWords[] } & OfRun)
  | ({ readonly call: 'finish'; readonly anchor?: { readonly from: Believed; readonly to: string } } & OfRun)
  | { readonly call: 'purge'; readonly idleMs: number }
  | { readonly call: 'inspect'; readonly key: string }

/** An epoch that was never given; a call by it must change nothing. */
const strangeEpoch = 4_611_686_018_427

/** The calls of a history on the key with this text that were answered. */
function answered(history: History, text: string): readonly { readonly call: Call; readonly value: unknown }[] {
  return history.flatMap(({ call, outcome }) =>
    call.args[0] === text && outcome.status === 'ok' ? [{ call, value: outcome.value }] : [],
  )
}

function epochOf(history: History, { key, back }: OfRun): number {
  const begun = answered(history, keyText(key)).filter(({ call }) => call.method === 'begin')
  const epoch = (begun.at(-1 - back)?.value as Partial<Begun<string>> | null | undefined)?.epoch
  // What a faulty backend gave in its place is no epoch that could be asked for.
  return typeof epoch === 'number' && Number.isSafeInteger(epoch) && epoch > 0 ? epoch : strangeEpoch
}

type MayTellAnchor = Partial<Begun<string> & CheckpointShown<string> & Finished & { readonly anchor: string | null }>

/** The anchor that an answer tells; undefined where it tells none. */
function anchorTold(call: Call, value: unknown): string | null | undefined {
  const { status, anchor } = (value ?? {}) as MayTellAnchor
  if (call.method !== 'finish' || status === 'moved') return anchor
  const asked = call.args[2] as { readonly anchor?: { readonly to: string } } | undefined
  return status === 'finished' ? asked?.anchor?.to : undefined
}

function believed(history: History, key: string, from: Believed): string | null {
  if (from === 'elsewhere') return 'elsewhere'
  if (from === 'none') return null
  const told = answered(history, keyText(key)).map(({ call, value }) => anchorTold(call, value))
  const last = told.findLast((anchor) => anchor !== undefined)
  return typeof last === 'string' && last !== '' ? last : null
}

function callOf(method: string, ...args: readonly Value[]): Call<Value> {
  return { port: 'checkpoints', method, args }
}

function itemsNamed(words: ItemWords): readonly string[] {
  if (typeof words === 'string') return [itemNamed(words)]
  const { first, last } = words
  return Array.from({ length: last - first + 1 }, (_, at) => `item ${first + at}`)
}

/** Binds a move to what the history gave. */
export function resolve(command: CheckpointCommand, history: History): Call<Value> {
  if (command.call === 'purge') return callOf('purge', { idleMs: command.idleMs })
  const key = keyNamed(command.key)
  switch (command.call) {
    case 'begin': {
      const { pin, discard } = command
      return callOf('begin', key, discard === undefined ? { pin } : { pin, discard })
    }
    case 'inspect':
      return callOf('inspect', key)
    case 'finish': {
      const epoch = epochOf(history, command)
      const { anchor } = command
      if (!anchor) return callOf('finish', key, epoch)
      return callOf('finish', key, epoch, {
        anchor: { from: believed(history, command.key, anchor.from), to: anchor.to },
      })
    }
    case 'append':
    case 'fail':
    case 'replace':
      return callOf(command.call, key, epochOf(history, command), command.items.flatMap(itemsNamed))
  }
}

/** The halves of many items. */
function halvesOf(words: ItemWords): readonly ItemWords[] {
  if (typeof words === 'string' || words.first >= words.last) return []
  const middle = Math.floor((words.first + words.last) / 2)
  return [
    { ...words, last: middle },
    { ...words, first: middle + 1 },
  ]
}

function simplerItems(items: readonly ItemWords[]): readonly (readonly ItemWords[])[] {
  const fewer = items.length > 1 ? items.map((_, at) => items.toSpliced(at, 1)) : []
  const plainer = items.flatMap((item, at) => (item === 'x' ? [] : [items.with(at, 'x')]))
  const halved = items.flatMap((item, at) => halvesOf(item).map((half) => items.with(at, half)))
  return [...fewer, ...plainer, ...halved]
}

/** Simpler moves that may still show the same fault. */
export function simpler(command: CheckpointCommand): readonly CheckpointCommand[] {
  const simple: CheckpointCommand[] = []
  if ('key' in command && command.key !== 'a') simple.push({ ...command, key: 'a' })
  if ('back' in command && command.back !== 0) simple.push({ ...command, back: 0 })
  if ('items' in command) for (const items of simplerItems(command.items)) simple.push({ ...command, items })
  if (command.call === 'begin' && command.discard !== undefined)
    simple.push({ call: 'begin', key: command.key, pin: command.pin })
  if (command.call === 'finish' && command.anchor) simple.push({ call: 'finish', key: command.key, back: command.back })
  if (command.call === 'purge' && command.idleMs !== 0) simple.push({ call: 'purge', idleMs: 0 })
  return simple
}

/** The text of the key that a call is about; undefined for a purge. */
export function keyOf({ call }: Pick<Event, 'call'>): string | undefined {
  const [key] = call.args
  return typeof key === 'string' ? key : undefined
}

/** The texts of the items that a call names. */
export function itemsOf({ call }: Pick<Event, 'call'>): readonly unknown[] {
  const [, , items] = call.args
  return Array.isArray(items) ? items : []
}

/** Reads of every key that a history touched. */
export function probes(history: History): readonly Call<Value>[] {
  const touched = new Set(history.flatMap((event) => keyOf(event) ?? []))
  return [...touched].flatMap((text) => {
    const key = keyWithText(text)
    return key ? [callOf('inspect', key)] : []
  })
}

/** A call whose answer tells the store's time. */
export const clockCall: Call<Value> = callOf('begin', keyNamed('a'), { pin: 'clock' })
