/**
 * Logs of Jepsen tests of one register: process, `:invoke`, `:ok`, `:fail` or `:info`, operation, value, with tabs
 * between them. A compare-and-set that failed did not match; a read or write that failed did nothing; what ended with
 * `:info`, or with no line at all, may have taken effect.
 */
import type { Call, Event, Json } from '../../../contracts/index.ts'
import type { Line } from './lines.ts'
import { LoggedCalls, unreadable } from './lines.ts'

const shape = /^INFO\s+jepsen\.util - (\S+)\t:(invoke|ok|fail|info)\t:([\w-]+)\t(.+)$/

/** Whether a first line is that of such a log. */
export function isRegisterLog(first: string): boolean {
  return first.includes('jepsen.util - ')
}

/** Reads such a log. */
export function readRegisterLog(lines: readonly Line[]): readonly Event[] {
  const calls = new LoggedCalls()
  for (const line of lines) readLine(line, calls)
  return calls.history()
}

function readLine(line: Line, calls: LoggedCalls): void {
  const [, name = '', kind = '', method = '', value = ''] = shape.exec(line.text.trimEnd()) ?? []
  // What a tester did to the store besides, under a name of its own, is no call.
  if (name.startsWith(':')) return
  const actor = Number(name)
  if (name === '' || !Number.isSafeInteger(actor))
    throw unreadable(
      line,
      'process, :invoke or :ok or :fail or :info, operation and value, with tabs between',
      line.text,
    )
  if (kind === 'invoke') return calls.begin(actor, callOf(line, method, value))
  const call = calls.open(actor, line)
  if (call.method !== method) throw unreadable(line, `the end of a ${call.method} of process ${actor}`, line.text)
  if (kind === 'info') return calls.lose(actor)
  end(line, calls, { actor, method, value, isOk: kind === 'ok' })
}

/** The end of a call, as a line tells of it. */
interface End {
  readonly actor: number
  readonly method: string
  readonly value: string
  readonly isOk: boolean
}

function end(line: Line, calls: LoggedCalls, { actor, method, value, isOk }: End): void {
  if (method === 'cas' && (isOk || value.startsWith('['))) calls.answer(actor, isOk)
  else if (!isOk) calls.drop(actor)
  else calls.answer(actor, method === 'read' ? numberOrNil(line, value) : null)
}

function callOf(line: Line, method: string, value: string): Call {
  return { port: 'register', method, args: argumentsOf(line, method, value) }
}

function argumentsOf(line: Line, method: string, value: string): readonly Json[] {
  switch (method) {
    case 'read':
      return []
    case 'write':
      return [wholeOf(line, value)]
    case 'cas': {
      const [, from = '', to = ''] = /^\[(\S+) (\S+)\]$/.exec(value) ?? []
      return [wholeOf(line, from), wholeOf(line, to)]
    }
    default:
      throw unreadable(line, 'a :read, :write or :cas', `:${method}`)
  }
}

function numberOrNil(line: Line, text: string): number | null {
  return text === 'nil' ? null : wholeOf(line, text)
}

function wholeOf(line: Line, text: string): number {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN
  if (Number.isSafeInteger(value)) return value
  throw unreadable(line, 'a whole number', line.text)
}
