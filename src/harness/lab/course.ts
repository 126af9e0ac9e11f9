/**
 * The course that a case took: what the lab saw of it, without what a store may answer differently each time, as it does
 * where it draws names or goes by a clock of its own.
 */
import type { Found } from './laboratory.ts'

/** The order in which calls came and returned, how each ended, the points that actors came to, and the choices made. */
export function courseOf({ history, points, choices }: Pick<Found, 'history' | 'points' | 'choices'>): string {
  const calls = history.map(({ actor, call, outcome, invoked, returned }) => {
    const ended = outcome.status === 'fail' ? (outcome.error.code ?? outcome.error.name) : outcome.status
    return [actor, call.port, call.method, invoked, String(returned), ended].join(' ')
  })
  return JSON.stringify([calls, points, choices])
}
