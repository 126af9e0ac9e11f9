/** Sound locks in memory of which a release takes its time. */
import { memoryWith } from './cli-memory.ts'

/** How long a release takes, ms: more than tests let it, and less than calls may take where nothing is said. */
const releaseMs = 250

/** Lets the event loop turn until the time has come: a timer would be the waiting of a test. */
async function passed(ms: number): Promise<void> {
  const endsAt = performance.now() + ms
  while (performance.now() < endsAt) await new Promise((resolve) => setImmediate(resolve))
}

export default memoryWith({ name: 'lab-slow', module: import.meta.url }, (locks) => ({
  async release(...args) {
    await passed(releaseMs)
    return locks.release(...args)
  },
}))
