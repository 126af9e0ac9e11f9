/**
 * Key-value logs in EDN, one map a line: `{:process 0, :type :invoke, :f :append, :key "0", :value "x"}`. What ended with
 * `:fail` did nothing; what ended with `:info`, or with no line at all, may have taken effect.
 */
import type { Call, Event } from '../../../contracts/index.ts'
import type { Line } from './lines.ts'
import { LoggedCalls, unreadable } from './lines.ts'

/** A pair of such a map: a keyword, and a keyword, a string, a number or nil. */
const pair = /\s*:([\w-]+)\s+(:[\w-]+|"(?:[^"\\]|\\.)*"|-?\d+|nil)\s*(?:,|$)/y

type Pairs = ReadonlyMap<string, string>

/** Whether a first line is that of such a log. */
export function isKvEvents(first: string): boolean {
  return /^\s*\{\s*:/.test(first)
}

/** Reads such a log. */
export function readKvEvents(lines: readonly Line[]): readonly Event[] {
  const calls = new LoggedCalls()
  for (const line of lines) readLine(line, calls)
  return calls.history()
}

function readLine(line: Line, calls: LoggedCalls): void {
  const pairs = pairsOf(line)
  const actor = Number(pairs.get('process') ?? Number.NaN)
  const method = (pairs.get('f') ?? '').slice(1)
  if (!Number.isSafeInteger(actor)) throw unreadable(line, 'a :process with a whole number', line.text)
  const type = pairs.get('type')
  if (type === ':invoke') return calls.begin(actor, callOf(line, method, pairs))
  const call = calls.open(actor, line)
  if (call.method !== method) throw unreadable(line, `the end of a ${call.method} of process ${actor}`, line.text)
  if (type === ':ok') calls.answer(actor, method === 'get' ? stringOf(line, pairs, 'value') : null)
  else if (type === ':fail') calls.drop(actor)
  else if (type === ':info') calls.lose(actor)
  else throw unreadable(line, 'a :type of :invoke, :ok, :fail or :info', line.text)
}

function callOf(line: Line, method: string, pairs: Pairs): Call {
  const key = stringOf(line, pairs, 'key')
  if (method === 'get') return { port: 'kv', method, args: [key] }
  if (method !== 'put' && method !== 'append') throw unreadable(line, 'an :f of :get, :put or :append', line.text)
  return { port: 'kv', method, args: [key, stringOf(line, pairs, 'value')] }
}

function pairsOf(line: Line): Pairs {
  const [, inner] = /^\s*\{(.*)\}\s*$/.exec(line.text) ?? []
  if (inner === undefined)
    throw unreadable(line, 'a map of one event, like {:process 0, :type :invoke, ...}', line.text)
  const pairs = new Map<string, string>()
  for (let at = 0; at < inner.length; at = pair.lastIndex) {
    pair.lastIndex = at
    const [, name, value] = pair.exec(inner) ?? []
    if (name === undefined || value === undefined) throw unreadable(line, 'a keyword and its value', inner.slice(at))
    pairs.set(name, value)
  }
  return pairs
}

function stringOf(line: Line, pairs: Pairs, name: string): string {
  const text = pairs.get(name) ?? ''
  if (!text.startsWith('"')) throw unreadable(line, `a :${name} with a string`, line.text)
  return text.slice(1, -1).replaceAll(/\\(.)/g, (_, escaped: string) => escapes[escaped] ?? escaped)
}

const escapes: { readonly [letter: string]: string } = { n: '\n', t: '\t', r: '\r' }
