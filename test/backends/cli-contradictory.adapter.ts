/** Claims that cannot both be true. */
import { defineAdapter } from 'holdfast'

export default defineAdapter({
  name: 'cli-contradictory',
  module: import.meta.url,
  claims: {
    survives: 'nothing',
    sharing: 'host',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one row a name' } } },
  },
  async create() {
    return {}
  },
  open: () => new Promise<never>(() => {}),
})
