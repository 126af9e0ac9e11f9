// Locks, outputs and blobs in rows of a Postgres, as small as they can be: a place is three rows with a state each, which a
// transaction locks, reads, changes and writes. What the server does to it is told by codes.
import { randomUUID } from 'node:crypto'
import { Client, Pool } from 'pg'
import { defineAdapter, locksOn, type BlobFacts, type BlobStore, type LockSnapshot, type StoreCode } from 'holdfast'
import { startServer } from '../../dist/adapters/postgres/servers/index.js'
import { restartServer } from '../../dist/adapters/postgres/servers/keeper-client.js'

type Place = { readonly url: string; readonly keeper: string | null; readonly id: string }
type Rows = { readonly [key: string]: string }

type Kind = 'locks' | 'outputs' | 'blobs'

/** By id: the scope, the media type and the bytes of a blob, in base 64. */
type Blobs = { readonly [id: string]: readonly [scope: string, mime: string | null, bytes: string] }

const table = 'CREATE TABLE IF NOT EXISTS states (id text, kind text, state text NOT NULL, PRIMARY KEY (id, kind))'

/** How many connections each lane of a session has. */
const slots = 2

const codes: { readonly [state: string]: StoreCode } = {
  '40001': 'BUSY',
  '40P01': 'BUSY',
  '53300': 'BUSY',
  '53100': 'FULL',
  '55P03': 'BUSY',
  '57014': 'BUSY',
}

async function asAdmin<Value>(url: string, work: (client: Client) => Promise<Value>): Promise<Value> {
  const client = new Client(url)
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** A transaction on one of the states of a place, made again where others were in its way. */
async function change<Value>(
  pool: Pool,
  id: string,
  kind: Kind,
  work: (state: string) => Promise<{ readonly state?: string; readonly value: Value }>,
): Promise<Value> {
  for (let left = 8; ; left -= 1) {
    const client = await pool.connect()
    let lost: Error | undefined
    const lose = (error: Error): void => void (lost = error)
    client.on('error', lose)
    try {
      await client.query('BEGIN')
      const { rows } = await client.query<{ state: string }>(
        'SELECT state FROM states WHERE id = $1 AND kind = $2 FOR UPDATE',
        [id, kind],
      )
      const { state, value } = await work(rows[0]?.state ?? '')
      if (state !== undefined)
        await client.query('UPDATE states SET state = $3 WHERE id = $1 AND kind = $2', [id, kind, state])
      const { command } = await client.query('COMMIT')
      if (command !== 'COMMIT') throw Object.assign(new Error('the transaction was rolled back'), { code: '40001' })
      return value
    } catch (error) {
      await client.query('ROLLBACK').catch((failure: Error) => (lost ??= failure))
      const { code = '' } = error as { code?: string }
      if (left === 0 || !['40001', '40P01'].includes(code)) throw error
    } finally {
      client.off('error', lose)
      client.release(lost)
    }
  }
}

function poolOf(url: string, id: string): Pool {
  const pool = new Pool({ connectionString: url, max: slots, application_name: id })
  pool.on('error', () => {})
  return pool
}

type OnBlobs = <Value>(work: (blobs: Blobs) => { readonly blobs?: Blobs; readonly value: Value }) => Promise<Value>

const absent = { status: 'absent' } as const

function blobsOn(onBlobs: OnBlobs): BlobStore {
  const found = (
    scope: string,
    blob: string,
  ): Promise<{ readonly facts: BlobFacts; readonly bytes: Buffer } | undefined> =>
    onBlobs(({ [blob]: row }) => {
      if (row?.[0] !== scope) return { value: undefined }
      const bytes = Buffer.from(row[2], 'base64')
      return { value: { facts: { size: bytes.length, ...(row[1] === null ? {} : { mime: row[1] }) }, bytes } }
    })
  return {
    async write(scope, chunks, { mime = null as string | null }) {
      const all: Uint8Array[] = []
      for await (const chunk of chunks) all.push(chunk)
      const [blob, bytes] = [randomUUID(), Buffer.concat(all)]
      const row = [scope, mime, bytes.toString('base64')] as const
      return onBlobs((blobs) => ({ blobs: { ...blobs, [blob]: row }, value: { id: blob, size: bytes.length } }))
    },
    async stream(scope, blob) {
      const { facts, bytes } = (await found(scope, blob)) ?? {}
      async function* chunks(): AsyncGenerator<Uint8Array> {
        if (bytes) yield bytes
      }
      return facts ? { status: 'there', ...facts, chunks: chunks() } : absent
    },
    async stat(scope, blob) {
      const { facts } = (await found(scope, blob)) ?? {}
      return facts ? { status: 'there', ...facts } : absent
    },
    delete: (scope, blob) =>
      onBlobs<{ readonly status: 'absent' | 'deleted' }>(({ [blob]: gone, ...blobs }) =>
        gone?.[0] === scope ? { blobs, value: { status: 'deleted' } } : { value: absent },
      ),
    list: () => Promise.reject(new Error('never asked')),
    reap: async () => ({ writes: 0 }),
  }
}

export default defineAdapter({
  name: 'pg-rows',
  module: import.meta.url,
  claims: {
    survives: { delegated: 'Postgres commits to its log before it answers' },
    sharing: 'network',
    ports: {
      locks: { clock: 'store', fencing: { no: 'no write is guarded' }, slots: { no: 'one holder is enough here' } },
      outputs: { ages: { no: 'rows are not dated' }, listing: { no: 'rows are not listed' } },
      blobs: {
        ages: { no: 'rows are not dated' },
        listing: { no: 'rows are not listed' },
        streaming: { no: 'a blob is written at once' },
      },
    },
  },
  async create({ id, server }): Promise<Place> {
    const { url, keeper } = server as { readonly url: string; readonly keeper?: string }
    await asAdmin(url, async (client) => {
      await client.query(table).catch(() => client.query(table))
      await client.query("INSERT INTO states VALUES ($1, 'locks', '[]'), ($1, 'outputs', '{}'), ($1, 'blobs', '{}')", [
        id,
      ])
    })
    return { url, keeper: keeper ?? null, id }
  },
  destroy: ({ url, id }) =>
    asAdmin(url, async (client) => void (await client.query('DELETE FROM states WHERE id = $1', [id]))),
  async open({ url, id }, { clock }) {
    const [control, data] = [poolOf(url, id), poolOf(url, id)]
    const onLocks = <Value>(work: (locks: ReturnType<typeof locksOn>) => Promise<Value>): Promise<Value> =>
      change(control, id, 'locks', async (state) => {
        let rows = JSON.parse(state) as LockSnapshot[]
        const without = (name: string): LockSnapshot[] => rows.filter((row) => row.name !== name)
        const put = (row: LockSnapshot): void => void (rows = [...without(row.name), row])
        const locks = locksOn(
          {
            last: (name) => rows.find((row) => row.name === name),
            held: () => rows.filter(({ takeableAtMs }) => takeableAtMs > 0),
            put,
            free: (row) => put({ ...row, takeableAtMs: 0 }),
          },
          clock,
        )
        const value = await work(locks)
        const after = JSON.stringify(rows)
        return after === state ? { value } : { value, state: after }
      })
    const onOutputs = <Value>(work: (rows: Rows) => { readonly rows?: Rows; readonly value: Value }): Promise<Value> =>
      change(data, id, 'outputs', async (state) => {
        const { rows, value } = work(JSON.parse(state) as Rows)
        return rows ? { value, state: JSON.stringify(rows) } : { value }
      })
    const onBlobs = <Value>(
      work: (blobs: Blobs) => { readonly blobs?: Blobs; readonly value: Value },
    ): Promise<Value> =>
      change(data, id, 'blobs', async (state) => {
        const { blobs, value } = work(JSON.parse(state) as Blobs)
        return blobs ? { value, state: JSON.stringify(blobs) } : { value }
      })
    return {
      locks: {
        acquire: (name, options) => onLocks((locks) => locks.acquire(name, options)),
        renew: (name, token, options) => onLocks((locks) => locks.renew(name, token, options)),
        release: (name, token) => onLocks((locks) => locks.release(name, token)),
        evict: (snapshot) => onLocks((locks) => locks.evict(snapshot)),
        inspect: (name) => onLocks((locks) => locks.inspect(name)),
        list: (options) => onLocks((locks) => locks.list(options)),
      },
      outputs: {
        get: (scope, key) =>
          onOutputs((rows) => {
            const value = rows[`${scope} ${key}`]
            return { value: value === undefined ? { status: 'miss' } : { status: 'hit', value } }
          }),
        put: (scope, key, value) =>
          onOutputs((rows) => ({ rows: { ...rows, [`${scope} ${key}`]: value }, value: { status: 'stored' } })),
        delete: (scope, key) =>
          onOutputs<{ readonly status: 'absent' | 'deleted' }>(({ [`${scope} ${key}`]: gone, ...rows }) =>
            gone === undefined ? { value: { status: 'absent' } } : { rows, value: { status: 'deleted' } },
          ),
        clear: () => Promise.reject(new Error('never asked')),
        prune: () => Promise.reject(new Error('never asked')),
        keys: () => Promise.reject(new Error('never asked')),
        scopes: () => Promise.reject(new Error('never asked')),
      },
      blobs: blobsOn(onBlobs),
      async close() {
        await Promise.all([control.end(), data.end()])
      },
    }
  },
  classify: (error) => {
    const { code = '', message = '' } = error as { code?: string; message?: string }
    return (
      codes[code] ??
      (code === '57P01' || /ECONNRE|connection|Connection|terminated/.test(`${code} ${message}`) ? 'IO' : undefined)
    )
  },
  server: {
    start: (options) => startServer(options),
    faults({ url, keeper, id }) {
      const disconnect = (): Promise<void> =>
        asAdmin(url, async (client) => {
          const gone = 'SELECT count(pg_terminate_backend(pid, 2000)) FROM pg_stat_activity WHERE application_name = $1'
          await client.query(gone, [id])
        })
      const stall = async (): Promise<() => Promise<void>> => {
        const client = new Client(url)
        client.on('error', () => {})
        await client.connect()
        await client.query('BEGIN')
        await client.query("SELECT state FROM states WHERE id = $1 AND kind = 'outputs' FOR UPDATE", [id])
        return () => client.end()
      }
      return keeper === null ? { disconnect, stall } : { restart: () => restartServer(keeper), disconnect, stall }
    },
  },
})
