/** The packed tarball in a stranger's project: its doors, its types, and a port of which holdfast has never heard. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LawResult, Report } from 'holdfast'
import type { Ended } from './consumer.ts'
import { Consumer, packageJson, repository } from './consumer.ts'

const consumer = new Consumer()
const sound = consumer.add(new URL('./consumer/tally.adapter.ts', import.meta.url))
const broken = consumer.add(new URL('./consumer/forgetful.adapter.ts', import.meta.url))
beforeAll(() => consumer.install(), 240_000)
afterAll(() => consumer.remove())

const plugin = ['--plugin', './tally.plugin.mjs']
const quick = ['--budget', '1s', '--quiet']

const doors = Object.keys(packageJson.exports).map((subpath) => subpath.replace(/^\./, 'holdfast'))
const modules = doors.filter((door) => !door.endsWith('.json'))

/** Imports a module and prints the names that it exports. */
function importing(door: string, folder?: string): Promise<Ended> {
  return consumer.node(`console.log(Object.keys(await import('${door}')).join())`, folder)
}

function lawsOf({ stdout }: Ended): readonly LawResult[] {
  return (JSON.parse(stdout) as Report).adapters.flatMap(({ laws }) => laws)
}

/** What came of each law of counters. */
function verdicts(ended: Ended): Readonly<Record<string, string>> {
  const own = lawsOf(ended).filter(({ contract }) => contract === 'counters')
  return Object.fromEntries(own.map(({ id, verdict }) => [id, verdict]))
}

describe('the tarball', () => {
  it('holds every file that the exports name', () => {
    const files = Object.values(packageJson.exports).flatMap((door) =>
      typeof door === 'string' ? door : Object.values(door),
    )
    const missing = files.filter((file) => !existsSync(join(consumer.folder, 'node_modules/holdfast', file)))
    expect(missing).toEqual([])
  })

  for (const door of modules.filter((name) => name !== 'holdfast/vitest')) {
    it(`lets ${door} be imported`, async () => {
      const { code, stdout, stderr } = await importing(door)
      expect([code, stderr]).toEqual([0, ''])
      expect(stdout.trim()).not.toBe('')
    })
  }

  it('lets holdfast/package.json be read', async () => {
    const script = `import { createRequire } from 'node:module'
      console.log(createRequire(process.cwd() + '/')('holdfast/package.json').version)`
    expect(await consumer.node(script)).toMatchObject({ code: 0, stdout: `${packageJson.version}\n` })
  })

  it('names vitest where holdfast/vitest is imported without it', async () => {
    const { code, stderr } = await importing('holdfast/vitest')
    expect(stderr).toContain("Cannot find package 'vitest'")
    expect(code).toBe(1)
  })
})

describe('without any of the packages that it depends on', () => {
  let bare = ''
  beforeAll(() => {
    bare = consumer.bare()
  })

  for (const door of ['holdfast', 'holdfast/adapters/memory', 'holdfast/adapters/sqlite', 'holdfast/adapters/fs']) {
    it(`${door} can be imported, so it loads none of them`, async () => {
      expect(await importing(door, bare)).toMatchObject({ code: 0, stderr: '' })
    })
  }

  it('holdfast/contracts cannot, for it has the generators', async () => {
    const { code, stderr } = await importing('holdfast/contracts', bare)
    expect(stderr).toContain("Cannot find package 'fast-check'")
    expect(code).toBe(1)
  })

  it('a place of SQLite fails with DRIVER_MISSING and the line that installs the driver', async () => {
    const script = `import sqlite from 'holdfast/adapters/sqlite'
      import { isStoreError } from 'holdfast'
      const error = await sqlite.create({ id: 'a', dir: '.' }).catch((thrown) => thrown)
      console.log(isStoreError(error, 'DRIVER_MISSING'), error.message)`
    const { stdout, stderr } = await consumer.node(script, bare)
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^true .*npm install better-sqlite3@/)
  })
})

describe('the types', () => {
  const compiler = join(repository, 'node_modules/typescript/bin/tsc')
  const types = join(repository, 'node_modules/@types')
  const check = (): Promise<Ended> => consumer.run(process.execPath, [compiler, '-p', '.', '--typeRoots', types])

  it("carry a third party's port: its contract, its plugin and its adapter compile, strictly", async () => {
    expect(await check()).toMatchObject({ code: 0, stdout: '' })
  })

  it('refuse an adapter whose answer is not one of its port', async () => {
    const text = consumer.read(sound)
    consumer.write(sound, text.replace('({ total: find(name).total })', '({ total: find(name) })'))
    const { code, stdout } = await check()
    consumer.write(sound, text)
    expect(stdout).toMatch(/^tally\.adapter\.ts\(\d+,\d+\): error TS2322: .*counters/)
    expect(code).not.toBe(0)
  })
})

describe('the built-in adapters', () => {
  it('have their code told in the lines that were installed, for their sources were not', async () => {
    const ended = await consumer.holdfast('verify', 'memory', '--contract', 'locks', ...quick, '--coverage', '--json')
    const { coverage } = (JSON.parse(ended.stdout) as Report).adapters[0] ?? {}
    const folder = 'node_modules/holdfast/dist/adapters/memory'
    const scripts = readdirSync(join(consumer.folder, folder)).filter((name) => name.endsWith('.js'))
    const text = scripts.map((name) => consumer.read(`${folder}/${name}`)).join('\n')
    expect(coverage?.lines).toBe(text.split('\n').length)
  })
})

describe('a port, laws and a report of a third party', () => {
  it('are tried and written by the installed command', async () => {
    const ended = await consumer.holdfast('verify', sound, ...plugin, ...quick, '--report', 'tally')
    expect(ended.stdout).toMatch(/^tally: conformant, 5 of \d+ laws hold\n$/)
    expect(ended.code).toBe(0)
  })

  it('judge an adapter of the plugin by its name; what it claims not to do is refused, typed and clean', async () => {
    const ended = await consumer.holdfast('verify', 'tally-memory', ...plugin, ...quick, '--json')
    expect(verdicts(ended)).toEqual({
      'counters/starts-at-zero': 'holds',
      'counters/agrees-with-model': 'holds',
      'counters/survives-kill': 'holds',
      'counters/linearizable': 'holds',
      'counters/counts-once': 'refused',
    })
    expect(ended.code).toBe(0)
  })

  it('are no part of the code of an adapter that lies beside them, which is told by line', async () => {
    const ended = await consumer.holdfast('verify', sound, ...plugin, ...quick, '--coverage', '--json')
    const { coverage } = (JSON.parse(ended.stdout) as Report).adapters[0] ?? {}
    const imported = consumer.read(sound).trimEnd() + consumer.read('counters.port.mjs').trimEnd()
    expect(coverage?.lines).toBe(imported.split('\n').length + 1)
  })

  it('have teeth: each mutant dies by the law that it names, and the control passes', async () => {
    const ids = ['seeded', 'adds-one', 'ack-before-write', 'reads-then-writes'].map((words) => `counters~${words}`)
    const wanted = [...ids, 'counters=slow'].flatMap((id) => ['--id', id])
    const ended = await consumer.holdfast('mutants', ...plugin, '--adapter', 'tally-memory', ...wanted, '--json')
    expect(JSON.parse(ended.stdout)).toMatchObject([
      { id: 'counters~seeded', verdict: 'killed', refusedBy: 'counters/starts-at-zero' },
      { id: 'counters~adds-one', verdict: 'killed', refusedBy: 'counters/agrees-with-model' },
      { id: 'counters~ack-before-write', verdict: 'killed', refusedBy: 'counters/survives-kill' },
      { id: 'counters~reads-then-writes', verdict: 'killed', refusedBy: 'counters/linearizable' },
      { id: 'counters=slow', verdict: 'survived' },
    ])
    expect(ended.code).toBe(0)
  })

  it('have teeth on an adapter that is named by its file', async () => {
    const wanted = ['--adapter', sound, '--id', 'counters~forgets-requests', '--json']
    const ended = await consumer.holdfast('mutants', ...plugin, ...wanted)
    expect(JSON.parse(ended.stdout)).toMatchObject([{ verdict: 'killed', refusedBy: 'counters/counts-once' }])
    expect(ended.code).toBe(0)
  })

  it('give a finding on a broken adapter, whose token replays there and holds on a sound one', async () => {
    const ended = await consumer.holdfast('verify', broken, ...plugin, ...quick, '--json')
    expect(verdicts(ended)).toMatchObject({ 'counters/agrees-with-model': 'holds', 'counters/counts-once': 'broken' })
    expect(ended.code).toBe(1)
    const token = lawsOf(ended).find(({ finding }) => finding)?.finding?.token ?? ''
    const again = await consumer.holdfast('replay', token, broken, ...plugin, '--times', '3')
    expect(again.stdout).toMatch(/run 3 of 3: broken/)
    expect(again.code).toBe(1)
    const elsewhere = await consumer.holdfast('replay', token, sound, ...plugin)
    expect(elsewhere.stdout).toMatch(/run 1 of 1: holds/)
    expect(elsewhere.code).toBe(0)
  })

  it('are tests of vitest, one for each law', async () => {
    consumer.link('vitest')
    const runner = join(repository, 'node_modules/vitest/vitest.mjs')
    const { code, stdout } = await consumer.run(process.execPath, [runner, 'run', '--reporter=verbose'])
    expect(stdout).toMatch(/✓ .*\[counters\/agrees-with-model\]/)
    expect(stdout).toMatch(/✓ .*is conformant/)
    expect(code).toBe(0)
  })
})
