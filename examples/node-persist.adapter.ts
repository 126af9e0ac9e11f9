// Outputs in node-persist: an item a row. All sessions of a process share one storage of the folder, as the package asks.
import persist, { type LocalStorage } from 'node-persist'
import { StoreError, defineAdapter, pageOf, type OutputRows } from 'holdfast'

const no = 'items are removed when their time is up, and not by their age'
const storages = new Map<string, Promise<LocalStorage>>()

const storageIn = (dir: string, made = persist.create({ dir, expiredInterval: 0 })) => made.init().then(() => made)

export default defineAdapter({
  name: 'node-persist',
  module: import.meta.url,
  claims: { survives: 'process', sharing: 'thread', ports: { outputs: { ages: { no }, listing: 'pages' } } },
  create: async ({ dir }) => ({ dir }),
  async open({ dir }) {
    const opened = storages.get(dir) ?? storageIn(dir)
    storages.set(dir, opened)
    const storage = await opened
    const item = (scope: string, key: string) => JSON.stringify([scope, key])
    const rows = async () => (await storage.keys()).map((text) => JSON.parse(text) as [scope: string, key: string])
    const keysOf = async (scope: string) => (await rows()).filter(([of]) => of === scope).map(([, key]) => key)
    const remove = async (scope: string, key: string) => (await storage.removeItem(item(scope, key))).removed
    const outputs: OutputRows = {
      async get(scope, key) {
        const value = (await storage.getItem(item(scope, key))) as string | undefined
        return value === undefined ? { status: 'miss' } : { status: 'hit', value }
      },
      put: async (scope, key, value) => storage.setItem(item(scope, key), value).then(() => ({ status: 'stored' })),
      delete: async (scope, key) => ({ status: (await remove(scope, key)) ? 'deleted' : 'absent' }),
      async clear(scope) {
        const removed = await Promise.all((await keysOf(scope)).map((key) => remove(scope, key)))
        return { rows: removed.filter(Boolean).length }
      },
      scopes: async (query) => pageOf('scopes', new Set((await rows()).map(([of]) => of)), (scope) => scope, query),
      keys: async (scope, query) => pageOf('keys', await keysOf(scope), (key) => key, query),
      prune: () => Promise.reject(new StoreError('UNSUPPORTED', no)),
    }
    return { outputs, close: async () => {} }
  },
})
