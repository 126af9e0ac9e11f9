/**
 * Points that our own code declares, where no seam can stand: between reading and deciding, within one call of a driver.
 * Nobody is told of them but the harness, which can stop or kill an actor there; without it each costs one branch.
 *
 * A point is named `<module> <what>`. Each that is declared must be reached, and be struck, in the tests of this house.
 */

import { ofProcess } from './of-process.ts'

/** Told of every declared point that is come to. */
export type AtFailpoint = (name: string) => Promise<void> | void

interface Points {
  hook?: AtFailpoint | undefined
}

const points = ofProcess<Points>('failpoints', () => ({}))

/** From now on this one is told of the points; nobody is when undefined. */
export function hearFailpoints(at: AtFailpoint | undefined): void {
  points.hook = at
}

/** A point in code that cannot wait. What is thrown there, its caller is told. */
export function failpoint(name: string): void {
  if (points.hook) void points.hook(name)
}

/** A point in code that can: where something is given, it is to be waited for. */
export function failpointAsync(name: string): Promise<void> | void {
  return points.hook?.(name)
}
