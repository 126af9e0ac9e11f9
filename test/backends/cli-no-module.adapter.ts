/** An adapter that does not say where it lies. */
import { memoryWith } from './cli-memory.ts'

export default memoryWith({ name: 'cli-no-module', module: 'nowhere' })
