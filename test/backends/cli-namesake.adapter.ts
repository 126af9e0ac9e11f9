/** Another adapter with the name of cli-sound. */
import { memoryWith } from './cli-memory.ts'

export default memoryWith({ name: 'cli-sound', module: import.meta.url })
