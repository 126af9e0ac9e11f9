/**
 * Histories as lines of JSON: a header with the contract and the version of its interface, then one line for each call
 * in the order of invocation. A call of unknown outcome has no `returned`. The header counts the calls, so that a file
 * that was cut off is seen to be.
 */
import type { z } from 'zod'
import type { Claims, Event, History } from '../../../contracts/index.ts'
import { HarnessError } from '../../../contracts/errors.ts'
import { shaped } from '../shapes.ts'
import type { Line } from './lines.ts'
import { unreadable } from './lines.ts'
import type { HistoryModel } from './models.ts'

/** A history with what it is one of. */
export interface RecordedHistory {
  readonly contract: string
  readonly version: number
  /** the claims of the adapter; where absent, those of one that refuses nothing */
  readonly claims?: Claims | undefined
  readonly history: History
}

/** The version of this form, the first word of every file. */
const form = 1

const headerShape = shaped((z) =>
  z.strictObject({
    holdfast: z.literal(form),
    contract: z.string(),
    version: z.int(),
    claims: z.looseObject({ ports: z.record(z.string(), z.unknown()) }).optional(),
    events: z.int().min(0),
  }),
)

const eventShape = shaped((z) => {
  const position = z.int().min(0)
  const outcome = z.discriminatedUnion('status', [
    z.strictObject({ status: z.literal('ok'), value: z.unknown().optional() }),
    z.strictObject({
      status: z.literal('fail'),
      error: z.strictObject({ name: z.string(), code: z.string().optional(), message: z.string() }),
    }),
    z.strictObject({ status: z.literal('unknown'), why: z.string() }),
  ])
  return z.strictObject({
    actor: position,
    call: z.strictObject({ port: z.string(), method: z.string(), args: z.array(z.unknown()) }),
    outcome,
    invoked: position,
    returned: position.optional(),
    fromMs: z.number(),
    toMs: z.number(),
  })
})

/** The lines of a history. */
export function formatHistory({ contract, version, claims, history }: RecordedHistory): string {
  const header = { holdfast: form, contract, version, claims, events: history.length }
  // Infinity is no JSON: a history that came from another process has none.
  const events = history.map(({ returned, ...event }) => (Number.isFinite(returned) ? { ...event, returned } : event))
  return [header, ...events].map((line) => `${JSON.stringify(line)}\n`).join('')
}

/** Whether a first line is that of such a file. */
export function isHistoryHeader(first: string): boolean {
  return /^\s*\{\s*"/.test(first)
}

/** Reads the lines of a history of one of these models. */
export function parseHistory(lines: readonly Line[], models: ReadonlyMap<string, HistoryModel>): RecordedHistory {
  const [first, ...rest] = lines as readonly [Line, ...Line[]]
  const { contract, version, claims, events } = readAs(
    headerShape(),
    first,
    'a header like {"holdfast":1,"contract":...}',
  )
  const model = models.get(contract)
  if (!model) throw unreadable(first, `a contract among ${[...models.keys()].join(', ')}`, contract)
  if (model.version !== version)
    throw new HarnessError(
      'HISTORY',
      `${first.file}:${first.number}: expected version ${model.version} of ${contract}, got ${version}: ` +
        'judge it with the version of holdfast, or of the plugin, that has the same',
    )
  if (rest.length !== events) {
    const last = rest.at(-1) ?? first
    throw unreadable(last, `${events} calls, as the header says`, `${rest.length}: the file was cut off, or added to`)
  }
  const history = rest.map((line) => readEvent(line, model))
  demandOrder(rest, history)
  return { contract, version, claims: claims as Claims | undefined, history }
}

function readEvent(line: Line, { calls }: HistoryModel): Event {
  const event = readAs(eventShape(), line, 'a call with actor, call, outcome, invoked, returned, fromMs and toMs')
  const { port, method } = event.call
  const methods = calls.get(port)
  if (!methods) throw unreadable(line, `a call of ${[...calls.keys()].join(' or ')}`, port)
  if (!methods.includes(method)) throw unreadable(line, `a method among ${methods.join(', ')}`, method)
  const isOpen = event.outcome.status === 'unknown'
  if (isOpen !== (event.returned === undefined))
    throw unreadable(
      line,
      isOpen ? 'no returned: the outcome is unknown' : 'the position at which it returned',
      event.returned,
    )
  const { returned = Infinity } = event
  if (returned <= event.invoked) throw unreadable(line, `a return after ${event.invoked}`, returned)
  return { ...event, returned } as Event
}

function demandOrder(lines: readonly Line[], history: History): void {
  for (const [index, line] of lines.entries()) {
    const { invoked } = history[index] as Event
    const before = history[index - 1]?.invoked ?? -1
    if (invoked <= before) throw unreadable(line, `an invocation after ${before}: calls stand in that order`, invoked)
  }
}

/** The data of a line, or an error that says what is wrong with which part of it. */
function readAs<Shape extends z.ZodType>(shape: Shape, line: Line, expected: string): z.infer<Shape> {
  let data: unknown
  try {
    data = JSON.parse(line.text)
  } catch {
    throw unreadable(line, `${expected}, as one line of JSON`, line.text)
  }
  const read = shape.safeParse(data)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const where = issue?.path.join('.') ?? ''
  throw unreadable(line, `${expected} (${where === '' ? '' : `${where}: `}${issue?.message ?? ''})`, data)
}
