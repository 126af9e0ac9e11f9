/**
 * Points around port calls: each call of a traced port comes to `<port>.<method>:call` before it starts and to
 * `<port>.<method>:reply` after it has had its effect. Who is told decides whether the actor goes on.
 */
import type { AnyPort } from '../../contracts/index.ts'

/** Told of every point that an actor comes to; the actor waits for it. */
export type AtPoint = (point: string) => Promise<void> | void

/** A port whose calls are points. `prefix` tells the calls that a wrapper makes from those that the actor makes. */
export function traced(port: AnyPort, name: string, at: AtPoint, prefix = ''): AnyPort {
  const methods = Object.entries(port).filter(([, method]) => typeof method === 'function')
  return Object.fromEntries(
    methods.map(([method, call]) => [
      method,
      async (...args: readonly unknown[]): Promise<unknown> => {
        const point = `${prefix}${name}.${method}`
        await at(`${point}:call`)
        try {
          return await call(...args)
        } finally {
          await at(`${point}:reply`)
        }
      },
    ]),
  )
}

/** Whether who stands at the point has a call in flight: not before it started, nor after its acknowledgement. */
export function isInFlight(point: string): boolean {
  return !/:(call|acked)$/.test(point)
}
