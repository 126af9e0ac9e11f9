/** A store whose sessions never open. */
import { defineAdapter } from 'holdfast'

export default defineAdapter({
  name: 'lab-hangs-in-open',
  module: import.meta.url,
  claims: {
    survives: 'session',
    sharing: 'thread',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one row a name' } } },
  },
  create: async ({ id }) => ({ id }),
  open: () => new Promise<never>(() => {}),
})
