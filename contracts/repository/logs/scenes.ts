/**
 * Calls of logs as data: parts are text in latin1, one character a byte, in both directions. Whoever made a call uses its
 * buffers again, so that a store which kept one is seen at once (cache:D18).
 */
import type { Guarded } from '../../guard.ts'
import type { AnyPort, Scenes } from '../../port.ts'
import type { Scope } from '../../values.ts'
import type { LogPart, LogQuery, Logs, LogStream } from './port.ts'

/** A part as data. */
export type PartScene = { readonly stream: LogStream; readonly latin1: string }

/** A log as data. */
export type OnLog = { readonly scope: Scope; readonly log: string }

/** An entry as data. */
export type AppendScene = OnLog & {
  readonly seq: number
  readonly parts: readonly PartScene[]
  readonly limitBytes?: number
}

/** A tail as data. */
export type TailScene = OnLog & LogQuery

function partOf({ stream, latin1 }: PartScene): LogPart {
  return { stream, bytes: Uint8Array.from(Buffer.from(latin1, 'latin1')) }
}

/** A part as it is shown; then its buffer is used again. */
function shown({ stream, bytes }: LogPart): PartScene {
  const latin1 = Buffer.from(bytes).toString('latin1')
  bytes.fill(0xa5)
  return { stream, latin1 }
}

function logsOf(port: AnyPort): Logs {
  return port as unknown as Logs
}

/** The scenes, by name. */
export const logScenes: Scenes = {
  async append(port, scene) {
    const { scope, log, seq, parts, ...options } = scene as unknown as AppendScene
    const given = parts.map(partOf)
    const answer = await logsOf(port).append(scope, log, seq, given, options)
    for (const { bytes } of given) bytes.fill(0xa5)
    return answer
  },
  async tail(port, scene) {
    const { scope, log, ...query } = scene as unknown as TailScene
    const got = await logsOf(port).tail(scope, log, query)
    return got.status === 'there' ? { ...got, parts: got.parts.map(shown) } : got
  },
  seal(port, scene) {
    const { scope, log, ...options } = scene as unknown as OnLog & Guarded
    return logsOf(port).seal(scope, log, options)
  },
  drop(port, scene) {
    const { scope, log, ...options } = scene as unknown as OnLog & Guarded
    return logsOf(port).drop(scope, log, options)
  },
  prune: (port, options) => logsOf(port).prune(options as never),
}
