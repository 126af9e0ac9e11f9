// Outputs in one table, by better-sqlite3: each change is one transaction that is on disk before it is answered.
import Database from 'better-sqlite3'
import { defineAdapter, pageOf, type OutputRows } from 'holdfast'
type Row = { value: string; at: number }
export default defineAdapter({
  name: 'sqlite-cache',
  module: import.meta.url,
  claims: { survives: 'power', sharing: 'host', ports: { outputs: { ages: 'store', listing: 'pages' } } },
  async create({ dir }) {
    const db = new Database(`${dir}/cache.sqlite`)
    db.pragma('journal_mode = WAL') // is kept in the file
    db.exec('CREATE TABLE row (scope TEXT, key TEXT, value TEXT, at INTEGER, PRIMARY KEY (scope, key)) STRICT')
    db.close()
    return { file: `${dir}/cache.sqlite` }
  },
  async open({ file }, { clock }) {
    const db = new Database(file)
    db.pragma('synchronous = FULL') // is not, and would be NORMAL
    const keysOf = db.prepare<string[], string>('SELECT key FROM row WHERE scope = ?').pluck()
    const scopes = db.prepare<[], string>('SELECT DISTINCT scope FROM row').pluck()
    const found = db.prepare<string[], Row>('SELECT value, at FROM row WHERE scope = ? AND key = ?')
    const drop = (where: string, ...of: unknown[]) => db.prepare(`DELETE FROM row WHERE ${where}`).run(of).changes
    const replace = db.prepare<unknown[], number>('REPLACE INTO row VALUES (?, ?, ?, ?) RETURNING at').pluck()
    const write = db.transaction((...row: string[]) => replace.get(...row, clock.now()) as number) // clock after lock
    const outputs: OutputRows = {
      async get(scope, key) {
        const row = found.get(scope, key)
        return row ? { status: 'hit', value: row.value, storedAtMs: row.at } : { status: 'miss' }
      },
      put: async (...row) => ({ status: 'stored', storedAtMs: write.immediate(...row) }),
      delete: async (...row) => ({ status: drop('scope = ? AND key = ?', ...row) ? 'deleted' : 'absent' }),
      clear: async (scope) => ({ rows: drop('scope = ?', scope) }),
      prune: async ({ olderThanMs }) => ({ rows: drop('at <= ?', clock.now() - olderThanMs) }),
      scopes: async (query) => pageOf('scopes', scopes.all(), (of) => of, query),
      keys: async (scope, query) => pageOf('keys', keysOf.all(scope), (key) => key, query),
    }
    return { outputs, close: async () => void db.close() }
  },
  classify: () => 'IO', // of every error it is open what the call did
})
