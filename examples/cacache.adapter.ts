// Outputs in cacache, the content-addressed cache of npm: a row is an entry of its index, and the value is its content.
import { get, ls, put, rm } from 'cacache'
import { StoreError, defineAdapter, pageOf, type OutputRows } from 'holdfast'

const no = 'the package removes nothing by its age'

export default defineAdapter({
  name: 'cacache',
  module: import.meta.url,
  claims: { survives: 'process', sharing: 'host', ports: { outputs: { ages: { no }, listing: 'pages' } } },
  create: async ({ dir }) => ({ dir }),
  async open({ dir }) {
    const entry = (scope: string, key: string) => JSON.stringify([scope, key])
    const rows = async () => Object.keys(await ls(dir)).map((text) => JSON.parse(text) as [scope: string, key: string])
    const keysOf = async (scope: string) => (await rows()).filter(([of]) => of === scope).map(([, key]) => key)
    const outputs: OutputRows = {
      async get(scope, key) {
        const found = await get.info(dir, entry(scope, key))
        return found
          ? { status: 'hit', value: (await get.byDigest(dir, found.integrity)).toString() }
          : { status: 'miss' }
      },
      put: async (scope, key, value) => put(dir, entry(scope, key), value).then(() => ({ status: 'stored' })),
      async delete(scope, key) {
        const found = await get.info(dir, entry(scope, key))
        await rm.entry(dir, entry(scope, key))
        return { status: found ? 'deleted' : 'absent' }
      },
      async clear(scope) {
        const keys = await keysOf(scope)
        for (const key of keys) await rm.entry(dir, entry(scope, key))
        return { rows: keys.length }
      },
      scopes: async (query) => pageOf('scopes', new Set((await rows()).map(([of]) => of)), (scope) => scope, query),
      keys: async (scope, query) => pageOf('keys', await keysOf(scope), (key) => key, query),
      prune: () => Promise.reject(new StoreError('UNSUPPORTED', no)),
    }
    return { outputs, close: async () => {} }
  },
})
