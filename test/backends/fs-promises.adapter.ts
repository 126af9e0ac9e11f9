/** Outputs in files, a row each, by nothing but `node:fs/promises`: a row is a new file, synced and renamed to its place. */
import { createHash } from 'node:crypto'
import fs from 'node:fs/promises'
import { StoreError, defineAdapter, pageOf, type OutputRows } from 'holdfast'

type Row = readonly [scope: string, key: string, value: string]

const no = 'a row is a file, and its age is nobody’s'

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

async function read(file: string): Promise<Row | undefined> {
  try {
    return JSON.parse(await fs.readFile(file, 'utf8')) as Row
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}

async function write(file: string, row: Row): Promise<void> {
  await fs.writeFile(`${file}.new`, JSON.stringify(row), { flush: true })
  await fs.rename(`${file}.new`, file)
}

async function remove(file: string): Promise<boolean> {
  try {
    await fs.unlink(file)
    return true
  } catch (error) {
    if (isAbsent(error)) return false
    throw error
  }
}

export default defineAdapter({
  name: 'fs-promises',
  module: import.meta.url,
  claims: { survives: 'process', sharing: 'session', ports: { outputs: { ages: { no }, listing: 'pages' } } },
  create: async ({ dir }) => ({ dir }),
  async open({ dir }) {
    const fileOf = (scope: string, key: string): string =>
      `${dir}/${createHash('sha256')
        .update(JSON.stringify([scope, key]))
        .digest('hex')}`
    const allRows = async (): Promise<readonly Row[]> => {
      const names = (await fs.readdir(dir)).filter((name) => !name.endsWith('.new'))
      return (await Promise.all(names.map((name) => read(`${dir}/${name}`)))).filter((row) => row !== undefined)
    }
    const rowsOf = async (scope: string): Promise<readonly Row[]> => (await allRows()).filter(([of]) => of === scope)
    const outputs: OutputRows = {
      async get(scope, key) {
        const row = await read(fileOf(scope, key))
        return row ? { status: 'hit', value: row[2] } : { status: 'miss' }
      },
      async put(scope, key, value) {
        await write(fileOf(scope, key), [scope, key, value])
        return { status: 'stored' }
      },
      delete: async (scope, key) => ({ status: (await remove(fileOf(scope, key))) ? 'deleted' : 'absent' }),
      async clear(scope) {
        const removed = await Promise.all((await rowsOf(scope)).map(([, key]) => remove(fileOf(scope, key))))
        return { rows: removed.filter(Boolean).length }
      },
      async scopes(query) {
        return pageOf('scopes', new Set((await allRows()).map(([scope]) => scope)), (scope) => scope, query)
      },
      async keys(scope, query) {
        const keys = (await rowsOf(scope)).map(([, key]) => key)
        return pageOf('keys', keys.toSorted(), (key) => key, query)
      },
      prune: () => Promise.reject(new StoreError('UNSUPPORTED', no)),
    }
    return { outputs, close: async () => {} }
  },
})
