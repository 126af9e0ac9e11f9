/** Prints while it loads and while it is called, and leaves a handle open for ever. */
import { memoryWith } from './cli-memory.ts'

process.stdout.write('the noisy adapter is loaded\n')
setInterval(() => {}, 1_000)

export default memoryWith({ name: 'cli-noisy', module: import.meta.url }, (locks) => ({
  acquire: (name, options) => {
    process.stdout.write('the noisy adapter is called\n')
    return locks.acquire(name, options)
  },
}))
