/** A release is answered and not done. */
import { memoryWith } from './cli-memory.ts'

export default memoryWith({ name: 'cli-forgetful', module: import.meta.url }, () => ({
  release: async () => ({ status: 'released' }),
}))
