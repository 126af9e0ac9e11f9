/** The relay before a real Postgres: what a client is told when its connection goes, and what became of its transaction. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import type { ClientConfig } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Outputs, Served } from 'holdfast'
import postgres from 'holdfast/adapters/postgres'
import { startEmbedded } from '../../dist/adapters/postgres/servers/embedded.js'
import builtin from '../../dist/src/builtin.js'
import { Relay } from '../../dist/src/harness/relay/relay.js'
import { RelayFault } from '../../dist/src/harness/seams/relay-errors.js'
import type { RelayCode } from '../../dist/src/harness/seams/relay-errors.js'
import { seam } from '../../dist/src/harness/seams/seam.js'
import { replay } from '../../dist/src/harness/replay.js'
import type { ReplayResult } from '../../dist/src/harness/jobs.js'

let folder: string
let served: Served
let relay: Relay
/** a client that goes past the relay */
let beside: Client

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hf-relay-'))
  served = await startEmbedded({ dir: folder, signal: new AbortController().signal })
  relay = await Relay.start({ path: join(folder, '.s.PGSQL.5432') })
  beside = new Client({ host: folder, user: 'holdfast', database: 'postgres' })
  await beside.connect()
  await beside.query('CREATE TABLE rows (id integer)')
})

afterAll(async () => {
  await beside.end()
  await relay.close()
  await served.stop()
  await rm(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  await beside.query('TRUNCATE rows')
})

async function connected(options: ClientConfig = {}): Promise<Client> {
  const client = new Client({
    host: '127.0.0.1',
    port: relay.port,
    user: 'holdfast',
    database: 'postgres',
    ...options,
  })
  client.on('error', () => {})
  await client.connect()
  return client
}

/** Runs a transaction by way of the relay, with something brought to it at a point; gives how it ended. */
async function transaction(at: string, code: RelayCode, options?: ClientConfig): Promise<string> {
  const client = await connected(options)
  seam.listen((point) => {
    if (point === at) throw new RelayFault(code)
  })
  try {
    await client.query('BEGIN')
    await client.query('INSERT INTO rows VALUES ($1)', [1])
    await client.query('COMMIT')
    return 'done'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    seam.listen(undefined)
    await client.end()
  }
}

async function rows(): Promise<number> {
  const { rows: all } = await beside.query<{ id: number }>('SELECT id FROM rows')
  return all.length
}

describe('a relay before Postgres', () => {
  it('names its points by what is asked, and comes to the same again', async () => {
    const courses: string[][] = [[], []]
    for (const points of courses) {
      const client = await connected()
      seam.listen((point) => void points.push(point))
      await client.query('BEGIN')
      await client.query({ name: 'put', text: 'INSERT INTO rows VALUES ($1)', values: [1] })
      await client.query({ name: 'put', text: 'INSERT INTO rows VALUES ($1)', values: [2] })
      await client.query('COMMIT')
      await client.query("SELECT repeat('x', 1000000)")
      seam.listen(undefined)
      await client.end()
    }
    const asked = ['BEGIN', 'INSERT rows', 'INSERT rows', 'COMMIT', 'SELECT']
    expect(courses[0]).toEqual(
      asked.flatMap((words) => [`relay exchange ${words}:before`, `relay exchange ${words}:after`]),
    )
    expect(courses[1]).toEqual(courses[0])
  })

  it.each([
    ['CUT', 'before', 0, 'Connection terminated unexpectedly'],
    ['CUT', 'after', 1, 'Connection terminated unexpectedly'],
    ['RESET', 'before', 0, 'read ECONNRESET'],
    ['RESET', 'after', 1, 'read ECONNRESET'],
    ['BLACK_HOLE', 'before', 0, 'Query read timeout'],
    ['BLACK_HOLE', 'after', 1, 'Query read timeout'],
    ['SLICE', 'after', 1, 'done'],
  ] as const)('%s %s a COMMIT leaves %i rows, and the client is told: %s', async (code, side, left, told) => {
    const options = code === 'BLACK_HOLE' ? { query_timeout: 1_000 } : {}
    expect(await transaction(`relay exchange COMMIT:${side}`, code, options)).toBe(told)
    expect(await rows()).toBe(left)
  })

  it('cuts a connection that is being made', async () => {
    seam.listen((point) => {
      if (point === 'relay startup:before') throw new RelayFault('CUT')
    })
    await expect(connected()).rejects.toThrow('Connection terminated unexpectedly')
    seam.listen(undefined)
  })
})

describe('the adapter of Postgres by a relay', () => {
  const scope = { tenant: 't' }
  const key = { task: 'a', input: 'b' }

  beforeAll(() => {
    process.env['HOLDFAST_POSTGRES_ANSWER_TIMEOUT_MS'] = '2000'
  })

  afterAll(() => {
    delete process.env['HOLDFAST_POSTGRES_ANSWER_TIMEOUT_MS']
  })

  /** What a write comes to with something brought to it, and what the next reads. */
  async function written(code: RelayCode, side: 'before' | 'after'): Promise<readonly [write: string, read: string]> {
    const place = await postgres.create({ id: 'relayed', dir: folder, server: served.at })
    const reached = postgres.server?.through?.(place, { port: relay.port }) ?? null
    const session = await postgres.open(reached, { clock: Date, signal: new AbortController().signal })
    const { outputs } = session as unknown as { readonly outputs: Outputs }
    // Opens the connection, so that the statement is the first thing that comes to a point.
    await outputs.get(scope, key)
    seam.listen((point) => {
      if (!point.endsWith(`:${side}`)) return
      seam.listen(undefined)
      throw new RelayFault(code)
    })
    try {
      const write = await outputs.put(scope, key, 1).then(
        () => 'stored',
        (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
      )
      return [write, (await outputs.get(scope, key)).status]
    } finally {
      seam.listen(undefined)
      await session.close()
      await postgres.destroy(place)
    }
  }

  it.each([
    ['CUT', 'before', 'IO', 'miss'],
    ['CUT', 'after', 'IO', 'hit'],
    ['RESET', 'before', 'IO', 'miss'],
    ['RESET', 'after', 'IO', 'hit'],
    ['BLACK_HOLE', 'before', 'IO', 'miss'],
    ['BLACK_HOLE', 'after', 'IO', 'hit'],
    ['SLICE', 'after', 'stored', 'hit'],
  ] as const)('%s %s a write ends with %s, and who reads then has a %s', async (code, side, write, read) => {
    expect(await written(code, side)).toEqual([write, read])
  })
})

describe('a law by a relay', () => {
  const point = 'relay exchange INSERT clock_timestamp:after'
  const script = [{ actor: 0, does: { call: 'put', scope: { tenant: 't' }, key: { task: 'a', input: 'i' }, value: 1 } }]
  const law = 'outputs/errors-are-no-absence'

  /** What comes of a write that is not answered, by an adapter that waits for an answer for so long. */
  async function unanswered(waitMs: number): Promise<ReplayResult | undefined> {
    process.env['HOLDFAST_POSTGRES_ANSWER_TIMEOUT_MS'] = String(waitMs)
    const fault = { actor: 0, point, hit: 1, action: 'throw', error: 'BLACK_HOLE' } as const
    const token = { adapter: 'postgres', law, case: { tier: 'T3', actors: 1, script, fault } } as const
    try {
      const [result] = await replay({ plugins: [builtin], adapter: postgres, token, callMs: 5_000 })
      return result
    } finally {
      delete process.env['HOLDFAST_POSTGRES_ANSWER_TIMEOUT_MS']
    }
  }

  it('refuses an adapter that waits for an answer for ever, and no other', async () => {
    expect(await unanswered(86_400_000)).toMatchObject({
      verdict: 'broken',
      result: { finding: { observed: 'outputs.put: no answer within 5000 ms' } },
    })
    expect(await unanswered(1_000)).toMatchObject({ verdict: 'holds' })
  })
})
