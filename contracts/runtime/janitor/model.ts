/**
 * What the rows of a janitor promise: what rows of outputs do, for each of its calls does to rows what one of theirs does.
 * Beside it no row that is shown may dangle, whatever overlaps.
 */
import type { Judged, Model } from '../../contract.ts'
import type { Call } from '../../port.ts'
import { outputsModel, partitionOf } from '../../repository/outputs/model.ts'
import type { OutputState } from '../../repository/outputs/model.ts'
import type { OutputKey } from '../../repository/outputs/port.ts'
import { scopeText } from '../../repository/scopes.ts'
import type { Json, Scope } from '../../values.ts'
import type { PlaceSeen, PutScene, PutSeen, RowSeen } from './scenes.ts'
import { keyText } from './rows.ts'

/** The row that a call names; undefined where it names none. */
export function rowOf({ args }: Call): { readonly scope: string; readonly key: string } | undefined {
  const { scope, key } = args[0] as unknown as { readonly scope?: Scope; readonly key?: OutputKey }
  return scope && key ? { scope: scopeText(scope), key: keyText(key) } : undefined
}

function call(method: string, ...args: readonly Json[]): Call {
  return { port: 'outputs', method, args }
}

/** The call of outputs that does to rows what a call of the janitor does; undefined where that does nothing to them. */
function asOutputs({ method, args }: Call): Call | undefined {
  const [scene] = args as readonly [{ readonly scope?: Scope; readonly token?: number }]
  const row = rowOf({ port: 'janitor', method, args })
  switch (method) {
    case 'put':
      return call('put', row?.scope ?? '', row?.key ?? '', String(scene.token))
    case 'delete':
    case 'get':
      return call(method, row?.scope ?? '', row?.key ?? '')
    case 'clear':
      return scene.scope && call('clear', scopeText(scene.scope))
    case 'prune':
      return call('prune', args[0] as Json)
    default:
      return undefined
  }
}

/** A row as outputs give it. */
function asRow(row: RowSeen | undefined): unknown {
  if (row?.status !== 'hit') return { status: 'miss' }
  const dated = row.storedAtMs === undefined ? {} : { storedAtMs: row.storedAtMs }
  return { status: 'hit', value: String(row.token), ...dated }
}

/** What is wrong with a row that was shown, where something is. */
export function faultOf(row: RowSeen): string | undefined {
  if (row.status !== 'hit' || row.blobs.every((state) => state === 'whole')) return undefined
  return `every blob of row ${row.token} as it was written: no row dangles`
}

function looked(
  state: OutputState,
  { rows }: PlaceSeen,
  at: Parameters<Model<OutputState>['step']>[3],
): Judged<OutputState> {
  for (const row of rows) {
    const fault = faultOf(row)
    if (fault !== undefined) return { legal: false, expected: fault }
  }
  const own = rows.find(({ scope, key }) => scope === state.scope && key === state.key)
  return outputsModel.step(state, call('get', state.scope, state.key), asRow(own), at)
}

/** The model of a janitor's rows. */
export const janitorModel: Model<OutputState> = {
  initial: (partition, claims) => outputsModel.initial(partition, claims),
  step(state, made, value, span) {
    if (made.method === 'look') return looked(state, value as PlaceSeen, span)
    const same = asOutputs(made)
    if (!same || (made.method === 'put' && (value as PutSeen).status === 'failed')) return { legal: true, state }
    if (made.method !== 'get') return outputsModel.step(state, same, value, span)
    const fault = faultOf(value as RowSeen)
    return fault === undefined
      ? outputsModel.step(state, same, asRow(value as RowSeen), span)
      : { legal: false, expected: fault }
  },
  unseen(state, made, span) {
    const same = asOutputs(made)
    // A put that was to fail has written no row, whether or not it was seen to.
    if (!same || (made.method === 'put' && (made.args[0] as unknown as PutScene).fails !== undefined)) return []
    return outputsModel.unseen(state, same, span)
  },
  concerns(made, value) {
    const row = rowOf(made)
    if (row) return { everywhere: false, partitions: [partitionOf(row.scope, row.key)] }
    const rows = made.method === 'look' ? ((value as PlaceSeen | undefined)?.rows ?? []) : []
    return { everywhere: true, partitions: rows.map(({ scope, key }) => partitionOf(scope, key)) }
  },
  key: (state) => outputsModel.key(state),
}
