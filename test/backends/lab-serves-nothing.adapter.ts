/** Claims locks and serves no method of theirs. */
import { defineAdapter } from 'holdfast'
import type { Locks } from 'holdfast'

export default defineAdapter({
  name: 'lab-serves-nothing',
  module: import.meta.url,
  claims: {
    survives: 'session',
    sharing: 'thread',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one row a name' } } },
  },
  create: async ({ id }) => ({ id }),
  open: async () => ({ locks: {} as Locks, close: async () => {} }),
})
