// Outputs in a table of this process. A row is found by its texts and by nothing else: no ages, no listing.
import { StoreError, defineAdapter } from 'holdfast'

const places = new Map<string, Map<string, string>>()
const no = { no: 'rows are found by their key only' }

async function refuse(): Promise<never> {
  throw new StoreError('UNSUPPORTED', no.no)
}

export default defineAdapter({
  name: 'keyed',
  module: import.meta.url,
  claims: { survives: 'session', sharing: 'thread', ports: { outputs: { ages: no, listing: no } } },
  async create({ id }) {
    places.set(id, new Map())
    return { id }
  },
  async open({ id }) {
    const rows = places.get(id)
    if (!rows) throw new StoreError('SHARING', `${id} is a place of another process, or gone`)
    return {
      outputs: {
        async get(scope, key) {
          const value = rows.get(`${scope}\n${key}`) // no text holds a line break
          return value === undefined ? { status: 'miss' } : { status: 'hit', value }
        },
        async put(scope, key, value) {
          rows.set(`${scope}\n${key}`, value)
          return { status: 'stored' }
        },
        delete: async (scope, key) => ({ status: rows.delete(`${scope}\n${key}`) ? 'deleted' : 'absent' }),
        clear: refuse,
        prune: refuse,
        keys: refuse,
        scopes: refuse,
      },
      close: async () => {},
    }
  },
  async destroy({ id }) {
    places.delete(id)
  },
})
