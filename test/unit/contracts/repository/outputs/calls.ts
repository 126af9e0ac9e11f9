/** Calls on outputs and their answers, as texts, written down as a test needs them. */
import type { Call, Claims, Outcome } from '../../../../../contracts/index.ts'
import { outputsModel, partitionOf } from '../../../../../contracts/repository/outputs/model.ts'
import type { OutputState } from '../../../../../contracts/repository/outputs/model.ts'
import type { Stepping } from '../../written.ts'
import { stepping } from '../../written.ts'

export const claims: Claims = {
  survives: 'process',
  sharing: 'host',
  ports: { outputs: { ages: 'store', listing: 'pages' } },
}

export const ageless: Claims = { ...claims, ports: { outputs: { ages: { no: 'no clock' }, listing: 'pages' } } }
export const unlisted: Claims = { ...claims, ports: { outputs: { ages: 'store', listing: { no: 'hashed' } } } }

export const run = '{"run":"r","tenant":"t"}'
export const other = '{"run":"q","tenant":"t"}'
export const shared = '{"tenant":"t"}'
export const key = '{"input":"i","task":"a"}'

export function call(method: string, ...args: readonly unknown[]): Call {
  return { port: 'outputs', method, args: args as Call['args'] }
}

export const get: Call = call('get', run, key)
export const put: Call = call('put', run, key, '1')
export const remove: Call = call('delete', run, key)

/** The answer to a read that found this text, written at 1000. */
export function hit(value: string, storedAtMs = 1_000): unknown {
  return { status: 'hit', value, storedAtMs }
}

export function stored(storedAtMs = 1_000): unknown {
  return { status: 'stored', storedAtMs }
}

export const miss = { status: 'miss' }

/** The row of `run` and `key`, which nobody wrote yet. */
export function fresh(of: Claims = claims): OutputState {
  return outputsModel.initial(partitionOf(run, key), of)
}

export const { after, due }: Stepping<OutputState> = stepping(outputsModel)

/** The row that holds 1 since 1000. */
export function written(): OutputState {
  return after(fresh(), put, stored())
}

export const lost: Outcome = { status: 'unknown', why: 'killed' }
