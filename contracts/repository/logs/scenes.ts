/** Calls of logs as data: parts are text in latin1, one character a byte, in both directions. */
import type { AnyPort, Scenes } from '../../port.ts'
import type { Scope } from '../../values.ts'
import type { LogPart, LogQuery, Logs, LogStream } from './port.ts'

/** A part as data. */
export type PartScene = { readonly stream: LogStream; readonly latin1: string }

/** An entry as data. */
export type AppendScene = {
  readonly scope: Scope
  readonly log: string
  readonly seq: number
  readonly parts: readonly PartScene[]
  readonly limitBytes?: number
}

type OnLog = { readonly scope: Scope; readonly log: string }

function partOf({ stream, latin1 }: PartScene): LogPart {
  return { stream, bytes: Uint8Array.from(Buffer.from(latin1, 'latin1')) }
}

function shown({ stream, bytes }: LogPart): PartScene {
  return { stream, latin1: Buffer.from(bytes).toString('latin1') }
}

function logsOf(port: AnyPort): Logs {
  return port as unknown as Logs
}

/** The scenes, by name. */
export const logScenes: Scenes = {
  append(port, scene) {
    const { scope, log, seq, parts, limitBytes } = scene as unknown as AppendScene
    const options = limitBytes === undefined ? {} : { limitBytes }
    return logsOf(port).append(scope, log, seq, parts.map(partOf), options)
  },
  async tail(port, scene) {
    const { scope, log, ...query } = scene as unknown as OnLog & LogQuery
    const got = await logsOf(port).tail(scope, log, query)
    return got.status === 'there' ? { ...got, parts: got.parts.map(shown) } : got
  },
  seal(port, scene) {
    const { scope, log } = scene as unknown as OnLog
    return logsOf(port).seal(scope, log)
  },
  drop(port, scene) {
    const { scope, log } = scene as unknown as OnLog
    return logsOf(port).drop(scope, log)
  },
  prune: (port, options) => logsOf(port).prune(options as never),
}
