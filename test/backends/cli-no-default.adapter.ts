/** An adapter that is not the default export. */
import { memoryWith } from './cli-memory.ts'

export const adapter = memoryWith({ name: 'cli-no-default', module: import.meta.url })
