// What goes wrong with a server is told without what lets anybody in (durability:T27).
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Json } from '../../../../contracts/index.ts'
import postgres from '../../../../adapters/postgres/index.ts'
import { startServer } from '../../../../adapters/postgres/servers/index.ts'

const password = 'hunter2-of-the-store'
const folder = mkdtempSync(join(tmpdir(), 'secrets-'))

/** Lets nobody in, as a Postgres does whose password was another one. */
const closed = createServer((socket) => {
  const fields = ['SFATAL', 'C28P01', 'Mpassword authentication failed for user "holdfast"'].map(
    (field) => `${field}\0`,
  )
  const body = Buffer.from(`${fields.join('')}\0`)
  const head = Buffer.from('E\0\0\0\0')
  head.writeInt32BE(4 + body.length, 1)
  socket.on('error', () => {})
  socket.once('data', () => socket.end(Buffer.concat([head, body])))
})

beforeAll(async () => {
  closed.listen(0, '127.0.0.1')
  await once(closed, 'listening')
})

afterAll(async () => {
  closed.close()
  await once(closed, 'close')
  rmSync(folder, { recursive: true })
})

function urlAt(where: string): string {
  return `postgresql://holdfast:${password}@${where}`
}

const refusing = (): string => urlAt(`127.0.0.1:${(closed.address() as AddressInfo).port}/postgres`)
const absent = (): string => urlAt(`localhost/postgres?host=${encodeURIComponent(join(folder, 'absent'))}`)

async function opened(url: string): Promise<unknown> {
  const place = { url, schema: 'holdfast', namespace: 1, isolation: 'read committed', statements: 'named' }
  const session = await postgres.open(place, { clock: { now: () => 1 }, signal: new AbortController().signal })
  const { outputs } = session as unknown as { outputs: { scopes(query: { limit: number }): Promise<unknown> } }
  try {
    return await outputs.scopes({ limit: 1 })
  } finally {
    await session.close()
  }
}

const created = (server: Json): Promise<Json> => postgres.create({ id: 'a', dir: folder, server })

const named = (url: string): Promise<unknown> =>
  startServer({ dir: folder, signal: new AbortController().signal }, { HOLDFAST_POSTGRES_URL: url })

const failures: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['a session where nobody is let in', () => opened(refusing())],
  ['a session where no server is', () => opened(absent())],
  ['a session by what is no url', () => opened(urlAt('[no host'))],
  ['a place where nobody is let in', () => created({ url: refusing(), schema: 'holdfast' })],
  ['a place by what is no url', () => created({ url: urlAt('a:port/b'), schema: 'holdfast' })],
  ['a place without a schema', () => created({ url: refusing() })],
  ['a place by a bare url', () => created(refusing())],
  ['a run where nobody is let in', () => named(refusing())],
  ['a run where no server is', () => named(absent())],
  ['a run by what is no url', () => named(urlAt('a b/c'))],
  ['a run by the url of something else', () => named(`https://holdfast:${password}@localhost`)],
]

/** All that can be seen of an error, with what it was caused by. */
function allOf(error: unknown): string {
  const texts = [inspect(error, { depth: Infinity, showHidden: true, maxStringLength: Infinity })]
  for (let each = error; each instanceof Error; each = each.cause) texts.push(each.message, String(each.stack))
  return texts.join('\n')
}

describe('an error of Postgres', () => {
  it.each(failures)('holds no password, however far one looks: %s', async (_, fail) => {
    const error: unknown = await fail().then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(Error)
    expect(allOf(error)).not.toContain(password)
  })
})
