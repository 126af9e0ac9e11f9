/** Prints while it loads and while it is called, and leaves a handle open for ever. */
import { memoryWith } from './cli-memory.ts'

console.log('the noisy adapter is loaded')
process.stdout.write('and says so twice\n')
setInterval(() => {}, 1_000)

export default memoryWith({ name: 'cli-noisy', module: import.meta.url }, (locks) => ({
  acquire: (name, options) => {
    console.log('the noisy adapter is called')
    return locks.acquire(name, options)
  },
}))
