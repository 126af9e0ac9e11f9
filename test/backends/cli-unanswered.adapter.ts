/** Half of the claims is not answered. */
import { defineAdapter } from 'holdfast'

export default defineAdapter({
  name: 'cli-unanswered',
  module: import.meta.url,
  // @ts-expect-error: fencing is not answered.
  claims: { survives: 'session', sharing: 'thread', ports: { locks: { clock: 'store' } } },
  async create() {
    return {}
  },
  open: () => new Promise<never>(() => {}),
})
