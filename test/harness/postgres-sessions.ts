/** What tests of the adapter of Postgres share: a server of their own, places on it, and what is asked of sessions. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, onTestFinished, vi } from 'vitest'
import type { AnySession, Served } from '../../dist/contracts/index.js'
import type { CallersPorts } from '../../dist/contracts/runtime.js'
import postgres from '../../dist/adapters/postgres/index.js'
import { openConnection } from '../../dist/adapters/postgres/connection.js'
import type { Connection } from '../../dist/adapters/postgres/driver.js'
import type { PostgresPlace } from '../../dist/adapters/postgres/place.js'
import type { ServerAt } from '../../dist/adapters/postgres/servers/at.js'
import { startServer } from '../../dist/adapters/postgres/servers/index.js'
import { connectionSettings } from '../../dist/adapters/postgres/settings.js'

export const owner = { instance: 'i', host: 'h', boot: 'b', pid: 1, pidStart: 1 }
export const lease = { owner, ttlMs: 60_000, graceMs: 0, heartbeatMs: 1_000 }
export const scope = { tenant: 't' }
export const given = { task: 'a', input: '1' }

export let dir: string
export let at: ServerAt
let served: Served

/** Has a server for all tests of a file, and the environment as it was after each. */
export function withServer(): void {
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'postgres-'))
    served = await startServer({ dir, signal: new AbortController().signal }, {})
    at = served.at as ServerAt
  }, 60_000)

  afterAll(async () => {
    await served.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  afterEach(() => {
    vi.unstubAllEnvs()
  })
}

/** The ports of an open session. */
export type Ports = AnySession & CallersPorts

export async function place(url: string = at.url): Promise<PostgresPlace> {
  return (await postgres.create({ id: 'test', dir, server: { ...at, url } })) as PostgresPlace
}

/** A session that the end of the test closes. */
export async function sessionOn(on: PostgresPlace, signal: AbortSignal = new AbortController().signal): Promise<Ports> {
  const session = (await postgres.open(on, { clock: { now: () => 1 }, signal })) as Ports
  onTestFinished(() => session.close())
  return session
}

/** A connection that the end of the test closes. */
export async function connected(url: string = at.url): Promise<Connection> {
  const connection = await openConnection(url, 'test', connectionSettings({}), 'named')
  onTestFinished(() => connection.close())
  return connection
}
