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

/**
 * Whether who stands at the point has a call in flight: not before it started, nor after its acknowledgement. What is called
 * in answer to a call is a part of it.
 */
export function isInFlight(point: string): boolean {
  return (point.startsWith('inner ') || !/:(call|acked)$/.test(point)) && !isOpening(point)
}

const opening = 'open '

/** The name of a point to which an actor comes while its session opens. */
export function whileOpening(point: string): string {
  return `${opening}${point}`
}

/** Whether an actor comes to the point while its session opens. */
export function isOpening(point: string): boolean {
  return point.startsWith(opening)
}

/** Whether the point is one of a call that the adapter makes beneath itself, or one that code of ours declares. */
export function isBeneath(point: string): boolean {
  return /^(open )?failpoint |:(before|half|after)$/.test(point)
}

/** The name of a point without that of the opening in which it is come to. */
export function afterOpening(point: string): string {
  return isOpening(point) ? point.slice(opening.length) : point
}

/** Whether half of what is to be written is: only a kill shows that, for nobody is stopped in a system call. */
export function isHalfWritten(point: string): boolean {
  return point.endsWith(':half')
}

/**
 * Whether something may be seen beside an actor that stands still at the point: who stands before a call or after it does
 * nothing, and who opens a session is waited for.
 */
export function showsStanding(point: string): boolean {
  return isInFlight(point) && !isHalfWritten(point)
}
