/** Calls on checkpoints and their answers, as a history holds them, written down as a test needs them. */
import type { Call, Claims } from '../../../../../contracts/index.ts'
import { keyText } from '../../../../../contracts/repository/checkpoints/keys.ts'
import { checkpointsModel } from '../../../../../contracts/repository/checkpoints/model.ts'
import type { CheckpointState } from '../../../../../contracts/repository/checkpoints/model.ts'
import type { Stepping } from '../../written.ts'
import { stepping } from '../../written.ts'

export const claims: Claims = {
  survives: 'process',
  sharing: 'host',
  ports: { checkpoints: { ages: 'store' } },
}

export const ageless: Claims = { ...claims, ports: { checkpoints: { ages: { no: 'no clock' } } } }

/** The key `a`, and items, as texts. */
export const key: string = keyText('a')

export function texts(...items: readonly string[]): readonly string[] {
  return items.map((item) => JSON.stringify(item))
}

export function call(method: string, ...args: readonly unknown[]): Call {
  return { port: 'checkpoints', method, args: args as Call['args'] }
}

export function begin(pin: string, discard?: string): Call {
  return call('begin', key, discard === undefined ? { pin } : { pin, discard })
}

export function ofRun(method: 'append' | 'fail' | 'replace', epoch: number, ...items: readonly string[]): Call {
  return call(method, key, epoch, texts(...items))
}

export function finish(epoch: number, from?: string | null, to = 'p'): Call {
  return from === undefined ? call('finish', key, epoch) : call('finish', key, epoch, { anchor: { from, to } })
}

export const inspect: Call = call('inspect', key)

/** A run as it is shown: the first one, towards `p`, with nothing done at 1000. */
export function run(some: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { epoch: 1, pin: 'p', done: [], failing: [], anchor: null, touchedAtMs: 1_000, ...some }
}

export function begun(some: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { ...run(), resumed: false, ...some }
}

export function running(some: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { status: 'running', ...run(some) }
}

export const none = { status: 'none', failing: [], anchor: null } as const
export const superseded = { status: 'superseded' } as const

/** A key that nobody touched yet. */
export function fresh(of: Claims = claims): CheckpointState {
  return checkpointsModel.initial(key, of)
}

export const { after, due }: Stepping<CheckpointState> = stepping(checkpointsModel)

/** The key with a run of epoch 1 towards `p`, in which these items are done. */
export function begunWith(...items: readonly string[]): CheckpointState {
  const state = after(fresh(), begin('p'), begun())
  if (items.length === 0) return state
  return after(state, ofRun('append', 1, ...items), { status: 'appended', added: items.length })
}
