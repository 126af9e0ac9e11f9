/** What is done to a Postgres beneath an adapter: errors that it is made to give, restarts, lost connections, stalls. */
// First of all: the seam stands before the driver is loaded.
import '../../dist/src/harness/seams/preload.js'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, DatabaseError } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import builtin from '../../dist/src/builtin.js'
import { startServer } from '../../dist/adapters/postgres/servers/index.js'
import { errorOf } from '../../dist/src/harness/seams/failures.js'
import { seam } from '../../dist/src/harness/seams/seam.js'
import { watchPlaces } from '../../dist/src/harness/seams/watch.js'
import { tryMutants } from '../../dist/src/harness/try-mutants.js'
import type { Served } from 'holdfast'
import { verify } from 'holdfast/harness'
import pgRows from '../backends/pg-rows.adapter.ts'
import untouched from '../backends/pg-untouched.adapter.ts'

let folder: string
let served: Served
let client: Client
let points: string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pg-'))
  watchPlaces([folder])
  served = await startServer({ dir: folder, signal: new AbortController().signal })
  await connect()
  await client.query('CREATE TABLE numbers (n int)')
  await client.end()
}, 60_000)

afterAll(async () => {
  await served.stop()
  await rm(folder, { recursive: true, force: true })
})

async function connect(): Promise<void> {
  client = new Client((served.at as { readonly url: string }).url)
  client.on('error', () => {})
  await client.connect()
}

beforeEach(async () => {
  await connect()
  points = []
})

afterEach(async () => {
  seam.listen(undefined)
  await client.query('DELETE FROM numbers').catch(() => {})
  await client.end()
})

/** Listens, and does something at the first of the points that is called so. */
function at(point?: string, act: () => Promise<void> | void = () => {}): void {
  let isDone = false
  seam.listen((name) => {
    points.push(name)
    if (name !== point || isDone) return undefined
    isDone = true
    return act()
  })
}

function throwing(point: string, error: string): () => never {
  return () => {
    throw errorOf({ point, error })
  }
}

async function change(): Promise<string> {
  await client.query('BEGIN')
  await client.query({ name: 'insert', text: 'INSERT INTO numbers VALUES ($1)', values: [1] })
  const { command } = await client.query('COMMIT')
  return command
}

async function count(): Promise<string> {
  seam.listen(undefined)
  await client.end()
  await connect()
  return String((await client.query('SELECT count(*) AS n FROM numbers')).rows[0].n)
}

describe('the exchanges of a connection', () => {
  it('are points, with one behind those only that leave no transaction open', async () => {
    at()
    await change()
    await client.query('SELECT n FROM numbers')
    expect(points).toEqual([
      'pg BEGIN:before',
      'pg INSERT numbers:before',
      'pg COMMIT:before',
      'pg COMMIT:after',
      'pg SELECT numbers:before',
      'pg SELECT numbers:after',
    ])
  })

  it('come in their order to whoever stands there for a while', async () => {
    seam.listen(async (name) => {
      points.push(name)
      await new Promise((resolve) => setImmediate(resolve))
    })
    expect(await change()).toBe('COMMIT')
    expect(await change()).toBe('COMMIT')
    expect(points.filter((name) => name.endsWith('COMMIT:after'))).toHaveLength(2)
    expect(await count()).toBe('2')
  })
})

describe.each([
  ['at once', (act: () => void) => act()],
  ['after a while', (act: () => void) => Promise.resolve().then(act)],
] as const)('an error that comes %s', (_, when) => {
  it.each([
    ['pg INSERT numbers:before', '40001', '0'],
    ['pg INSERT numbers:before', '57014', '0'],
    ['pg COMMIT:before', '40001', '0'],
    ['pg COMMIT:before', '57P01', '0'],
    ['pg COMMIT:after', '57P01', '1'],
    ['pg COMMIT:before', 'ECONNRESET', '0'],
    ['pg COMMIT:after', 'ECONNRESET', '1'],
  ])('at %s, %s, is thrown as pg throws it, and leaves %s rows', async (point, error, rows) => {
    at(point, () => when(throwing(point, error)))
    await expect(change()).rejects.toMatchObject({ code: error })
    expect(await count()).toBe(rows)
  })

  it('in a transaction leaves it in need of a rollback, and nothing else is done by its connection until then', async () => {
    const point = 'pg INSERT numbers:before'
    at(point, () => when(throwing(point, '40P01')))
    await expect(change()).rejects.toMatchObject({ code: '40P01', constructor: DatabaseError })
    await expect(client.query('SELECT 1')).rejects.toMatchObject({ code: '25P02' })
    expect((await client.query('ROLLBACK')).command).toBe('ROLLBACK')
    expect(await change()).toBe('COMMIT')
  })

  it('beneath a commit has the server answer ROLLBACK', async () => {
    const point = 'pg COMMIT:before'
    at(point, () => when(throwing(point, 'ROLLED_BACK')))
    expect(await change()).toBe('ROLLBACK')
    expect(await count()).toBe('0')
  })
})

describe('a connection to a server that has none left', () => {
  it('is refused by its code', async () => {
    at('pg startup:before', throwing('pg startup:before', '53300'))
    const another = new Client((served.at as { readonly url: string }).url)
    await expect(another.connect()).rejects.toMatchObject({ code: '53300' })
  })
})

describe('an adapter of a server', () => {
  it('dies by the laws of servers where it has their faults', async () => {
    const kinds = ['synchronous-commit-off', 'codes-hidden', 'rollback-told-as-commit', 'stays-broken']
    const ids = [...kinds, 'probes-data-lane'].map((kind) => `locks~${kind}`)
    const rows = await tryMutants({ plugins: [builtin], adapters: [pgRows], ids, onlyNamed: true })
    expect(rows.map(({ id, verdict, refusedBy }) => [id, verdict, refusedBy])).toEqual([
      ['locks~synchronous-commit-off', 'killed', 'locks/survives-restart'],
      ['locks~codes-hidden', 'killed', 'locks/conflicts-are-retried'],
      ['locks~rollback-told-as-commit', 'killed', 'locks/rolled-back-is-no-success'],
      ['locks~stays-broken', 'killed', 'locks/survives-disconnect'],
      ['locks~probes-data-lane', 'killed', 'locks/renews-while-data-waits'],
    ])
  }, 300_000)
})

describe('an adapter to whose server nothing is done', () => {
  it('has shown nothing', async () => {
    const laws = ['locks/survives-restart', 'locks/survives-disconnect']
    const { adapters } = await verify([untouched], { filter: { laws }, allowance: { budgetMs: 1_000 }, seed: 1 })
    const tried = adapters[0]?.laws.filter(({ id }) => laws.includes(id))
    expect(tried?.map(({ verdict, reason }) => [verdict, reason])).toEqual([
      ['unproven', 'T3: the server was to be taken away, and ended no connection'],
      [
        'harness-error',
        'T3: the disconnect of the server of pg-untouched did not come to pass: Error: nobody is there to do it',
      ],
    ])
  }, 60_000)
})
