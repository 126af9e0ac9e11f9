/**
 * What outputs promise to anyone who sees only calls and answers: one partition for each row, which is the texts of its
 * scope and its key. `clear`, `prune` and `keys` concern every row; how many rows they count cannot be seen from one.
 *
 * Invariants of a state: the time of a write is known as a closed range, since the store's time at its effect may be
 * known only as a range. A row that is not `sure` may have been pruned in a moment at which its age was not certain.
 */
import type { Call } from '../../port.ts'
import type { Judged, Model, Span } from '../../contract.ts'
import type { Claims } from '../../adapter.ts'
import { isNo } from '../../claims.ts'
import { showAtLength } from '../../show.ts'
import type {
  OutputDeleted,
  OutputGot,
  OutputKeysPage,
  OutputScopesPage,
  OutputStored,
  OutputsRemoved,
} from './port.ts'

interface Row {
  /** the text of its value */
  readonly value: string
  /** the store's time of the write */
  readonly minMs: number
  readonly maxMs: number
  readonly sure: boolean
}

export interface OutputState {
  readonly scope: string
  readonly key: string
  /** whether rows are dated at all */
  readonly dated: boolean
  readonly row?: Row
}

/** The partition of a row. Texts hold no control characters, so that no two rows share one. */
export function partitionOf(scope: string, key: string): string {
  return `${scope}\n${key}`
}

function illegal(expected: string): { readonly legal: false; readonly expected: string } {
  return { legal: false, expected }
}

function to(state: OutputState, row: Row | undefined): Judged<OutputState> {
  const { scope, key, dated } = state
  return { legal: true, state: row ? { scope, key, dated, row } : { scope, key, dated } }
}

function same(state: OutputState): Judged<OutputState> {
  return { legal: true, state }
}

function written(call: Call, span: Span): Row {
  return { value: call.args[2] as string, minMs: span.fromMs, maxMs: span.toMs, sure: true }
}

/** The row once its time was seen, or what the time should have been. */
function stamped(state: OutputState, row: Row, storedAtMs: number | undefined): Judged<OutputState> {
  if (!state.dated) return storedAtMs === undefined ? to(state, row) : illegal('no storedAtMs: no ages are claimed')
  const { minMs, maxMs } = row
  if (storedAtMs === undefined || !(storedAtMs >= minMs && storedAtMs <= maxMs)) {
    return illegal(`stored at ${minMs === maxMs ? minMs : `${minMs}..${maxMs}`}`)
  }
  return to(state, { ...row, minMs: storedAtMs, maxMs: storedAtMs })
}

function get(state: OutputState, got: OutputGot<string>): Judged<OutputState> {
  const { row } = state
  if (got.status === 'miss') return row?.sure ? illegal(`a hit with ${showAtLength(row.value)}`) : to(state, undefined)
  if (got.status !== 'hit' || !row) return illegal(row ? `a hit with ${showAtLength(row.value)}` : 'a miss')
  if (got.value !== row.value) return illegal(`a hit with ${showAtLength(row.value)}`)
  return stamped(state, { ...row, sure: true }, got.storedAtMs)
}

function put(state: OutputState, call: Call, stored: OutputStored, span: Span): Judged<OutputState> {
  if (stored.status !== 'stored') return illegal('stored')
  return stamped(state, written(call, span), stored.storedAtMs)
}

function remove(state: OutputState, removed: OutputDeleted): Judged<OutputState> {
  if (removed.status === 'absent') return state.row?.sure ? illegal('deleted: the row is there') : to(state, undefined)
  if (removed.status !== 'deleted' || !state.row) return illegal(state.row ? 'deleted' : 'absent: there is no row')
  return to(state, undefined)
}

/** A count that is at least `least`. */
function counted({ rows }: OutputsRemoved, least: number): string | undefined {
  return Number.isSafeInteger(rows) && rows >= least ? undefined : `a count of at least ${least}`
}

function clear(state: OutputState, call: Call, removed: OutputsRemoved): Judged<OutputState> {
  if (call.args[0] !== state.scope) return same(state)
  const wrong = counted(removed, state.row?.sure ? 1 : 0)
  return wrong === undefined ? to(state, undefined) : illegal(wrong)
}

/** Whether the row may be, and whether it must be, so old that a prune takes it. */
function prunable({ row }: OutputState, call: Call, span: Span): { readonly may: boolean; readonly must: boolean } {
  const { olderThanMs } = call.args[0] as { readonly olderThanMs: number }
  if (!row) return { may: false, must: false }
  return { may: span.toMs - row.minMs >= olderThanMs, must: span.fromMs - row.maxMs >= olderThanMs }
}

function prune(state: OutputState, call: Call, removed: OutputsRemoved, span: Span): Judged<OutputState> {
  const { may, must } = prunable(state, call, span)
  const wrong = counted(removed, must && state.row?.sure ? 1 : 0)
  if (wrong !== undefined) return illegal(wrong)
  if (must) return to(state, undefined)
  return may && state.row ? to(state, { ...state.row, sure: false }) : same(state)
}

function keys(state: OutputState, call: Call, page: OutputKeysPage<string>): Judged<OutputState> {
  const [scope, { limit, cursor }] = call.args as unknown as [string, { limit: number; cursor?: string }]
  if (page.keys.length > limit) return illegal(`a page of at most ${limit} keys`)
  if (scope !== state.scope) return same(state)
  const times = page.keys.filter((key) => key === state.key).length
  const { row } = state
  if (times > 1) return illegal(`${state.key} listed once`)
  if (times === 1) return row ? to(state, { ...row, sure: true }) : illegal(`no ${state.key}: there is no such row`)
  // A page that follows another, or is followed by one, need not show every row.
  const whole = page.cursor === undefined && cursor === undefined
  if (!whole) return same(state)
  return row?.sure ? illegal(`listed: ${state.key}`) : to(state, undefined)
}

function scopes(state: OutputState, call: Call, page: OutputScopesPage<string>): Judged<OutputState> {
  const { limit, cursor } = call.args[0] as { readonly limit: number; readonly cursor?: string }
  if (page.scopes.length > limit) return illegal(`a page of at most ${limit} scopes`)
  const times = page.scopes.filter((scope) => scope === state.scope).length
  if (times > 1) return illegal(`${state.scope} listed once`)
  // Another row of the scope may be why it is listed; and a page that is not the whole need not show every scope.
  if (times === 1 || page.cursor !== undefined || cursor !== undefined) return same(state)
  return state.row?.sure ? illegal(`listed: ${state.scope}`) : to(state, undefined)
}

function step(state: OutputState, call: Call, value: unknown, span: Span): Judged<OutputState> {
  switch (call.method) {
    case 'get':
      return get(state, value as OutputGot<string>)
    case 'put':
      return put(state, call, value as OutputStored, span)
    case 'delete':
      return remove(state, value as OutputDeleted)
    case 'clear':
      return clear(state, call, value as OutputsRemoved)
    case 'prune':
      return prune(state, call, value as OutputsRemoved, span)
    case 'scopes':
      return scopes(state, call, value as OutputScopesPage<string>)
    default:
      return keys(state, call, value as OutputKeysPage<string>)
  }
}

function unseen(state: OutputState, call: Call, span: Span): readonly OutputState[] {
  const { scope, key, dated } = state
  const gone: OutputState = { scope, key, dated }
  switch (call.method) {
    case 'put':
      return [{ ...gone, row: written(call, span) }]
    case 'delete':
      return [gone]
    case 'clear':
      return call.args[0] === scope ? [gone] : []
    case 'prune':
      return prunable(state, call, span).may ? [gone] : []
    default:
      return []
  }
}

function concerns(
  { method, args }: Call,
  value: unknown,
): { readonly everywhere: boolean; readonly partitions: readonly string[] } {
  const [scope, key] = args as readonly [string, string]
  switch (method) {
    case 'get':
    case 'put':
    case 'delete':
      return { everywhere: false, partitions: [partitionOf(scope, key)] }
    case 'keys': {
      const listed = (value as OutputKeysPage<string> | undefined)?.keys ?? []
      return { everywhere: true, partitions: listed.map((one) => partitionOf(scope, one)) }
    }
    default:
      return { everywhere: true, partitions: [] }
  }
}

/** The model of outputs. */
export const outputsModel: Model<OutputState> = {
  initial: (partition: string, claims: Claims) => {
    const [scope = '', key = ''] = partition.split('\n')
    return { scope, key, dated: !isNo(claims.ports.outputs?.ages) }
  },
  step,
  unseen,
  concerns,
  key: (state) => JSON.stringify(state),
}
