/**
 * Points around port calls: each call of a traced port comes to `<port>.<method>:call` before it starts and to
 * `<port>.<method>:reply` after it has had its effect. Who is told decides whether the actor goes on.
 */
import type { AnyPort } from '../../contracts/index.ts'

/** Told of every point that an actor comes to; the actor waits for it. */
export type AtPoint = (point: string) => Promise<void> | void

/** A port whose calls are points. `prefix` tells the calls that a wrapper makes from those that the actor makes. */
export function traced(port: AnyPort, name: string, at: AtPoint, prefix = ''): AnyPort {
  const around: { [method: string]: AnyPort[string] } = {}
  for (const [method, call] of Object.entries(port)) {
    if (typeof call !== 'function') continue
    const before = `${prefix}${name}.${method}:call`
    const after = `${prefix}${name}.${method}:reply`
    around[method] = async (...args) => {
      await at(before)
      try {
        return await call(...args)
      } finally {
        await at(after)
      }
    }
  }
  return around
}

/** Whether who stands at the point has a call in flight: not before it started, nor after its acknowledgement. */
export function isInFlight(point: string): boolean {
  return !/:(call|acked)$/.test(point)
}
