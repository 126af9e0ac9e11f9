/**
 * Claims: what an adapter says it can do. A claim is proven or refused, never trusted, and every key must be answered:
 * an unanswered claim is an error, never a silent no.
 */

/** A claim that is answered with no. The reason is shown wherever the claim matters. */
export interface No {
  readonly no: string
}

/** What an acknowledged write outlives: the end of its session, a SIGKILL of its process, a loss of power. */
export type Survives = 'nothing' | 'session' | 'process' | 'power' | { readonly delegated: string }

/**
 * How far apart sessions may be that have one place open together: one at a time; several in one thread; threads of one
 * process; processes of one host; several hosts.
 */
export type Sharing = 'session' | 'thread' | 'process' | 'host' | 'network'

/** Every sharing, from the narrowest to the widest. */
export const sharings: readonly Sharing[] = ['session', 'thread', 'process', 'host', 'network']

/** Whether a place with the sharing `has` admits sessions as far apart as `wanted`. */
export function admits(has: Sharing, wanted: Sharing): boolean {
  return sharings.indexOf(has) >= sharings.indexOf(wanted)
}

/** Whether acknowledged writes outlive at least `wanted`. What is delegated outlives a process. */
export function outlives(has: Survives, wanted: 'session' | 'process' | 'power'): boolean {
  const order = ['nothing', 'session', 'process', 'power']
  return order.indexOf(typeof has === 'object' ? 'process' : has) >= order.indexOf(wanted)
}

/** An answer to one claim of a port: one of the words that the port knows, or no with a reason. */
export type Answer = string | No

/** Whether a claim was answered with no. */
export function isNo(answer: unknown): answer is No {
  return typeof answer === 'object' && answer !== null && 'no' in answer && typeof answer.no === 'string'
}

/** An adapter's answers for one port. */
export type PortAnswers = { readonly [claim: string]: Answer }
