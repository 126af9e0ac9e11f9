/** A call says so on standard error, and then blocks the event loop for ever. */
import { writeSync } from 'node:fs'
import { memoryWith } from './cli-memory.ts'

function block(): never {
  writeSync(2, 'the event loop is blocked\n')
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

export default memoryWith({ name: 'cli-call-blocks', module: import.meta.url }, () => ({ acquire: block }))
