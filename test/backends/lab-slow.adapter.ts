/** Sound locks in memory of which a release takes its time. */
import { setTimeout } from 'node:timers/promises'
import { memoryWith } from './cli-memory.ts'

/** How long a release takes, ms: more than tests let it, and less than calls may take where nothing is said. */
const releaseMs = 250

export default memoryWith({ name: 'lab-slow', module: import.meta.url }, (locks) => ({
  async release(...args) {
    await setTimeout(releaseMs)
    return locks.release(...args)
  },
}))
