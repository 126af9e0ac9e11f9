/** The flags of Node with which processes of a run start. */

/**
 * A case at T2 takes microseconds and leaves a hundred kilobytes of promises behind: with the young generation that Node
 * starts with, a fifth of the time goes to the collector.
 */
export const youngGeneration: readonly string[] = ['--min-semi-space-size=32', '--max-semi-space-size=64']

/**
 * What an actor's process takes over of the flags of this one. It makes few objects, and Node takes its compiled
 * built-ins only under the flags of V8 with which they were compiled: a start costs 47 ms of a core without these two and
 * 61 ms with them.
 */
export function actorFlags(): string[] {
  return process.execArgv.filter((flag) => !youngGeneration.includes(flag))
}
