/** The commands that only tell, and where options come from. */
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contracts } from 'holdfast/contracts'
import { Project, backend } from './command.ts'

const project = new Project()
const laws = contracts.flatMap((contract) => contract.laws.map((law) => ({ law, contract })))

beforeAll(() => {
  const sound = relative(join(project.folder, 'inside'), backend('cli-sound'))
  const settings = { adapters: [sound], budget: '3s', seed: 5, coverage: true, reports: ['json=out/report.json'] }
  project.write('inside/package.json', '{}')
  project.write('inside/holdfast.config.mjs', `export default ${JSON.stringify(settings)}`)
  project.write('inside/deeper/note.txt', '')
})
afterAll(() => project.remove())

describe('list', () => {
  it('names every law, by contract', async () => {
    const { code, stdout } = await project.run(['list'])
    for (const name of ['outputs', 'locks'])
      expect(stdout).toMatch(
        new RegExp(
          `^${name}: .*\\n {2}law +level +from +suite +promise\\n {2}${name}/serves-every-method +must +T0`,
          'm',
        ),
      )
    for (const { law } of laws) expect(stdout).toContain(law.says)
    expect(code).toBe(0)
  })

  it('gives them as data that says all but how they are tried', async () => {
    const { stdout } = await project.run(['list', '--json', '--contract', 'locks'])
    const ofLocks = laws.filter(({ contract }) => contract.name === 'locks')
    const expected = ofLocks.map(({ law, contract }) => {
      const { id, says, suite, level, from, needs, source, mutants, since } = law
      return { id, says, contract: contract.name, suite, level, from, needs, source, mutants, since }
    })
    expect(JSON.parse(stdout)).toEqual(expected)
  })
})

describe('explain', () => {
  it('says the promise, its tiers and needs, where it comes from, what it must refuse, and how to try only it', async () => {
    const { code, stdout } = await project.run(['explain', 'locks/one-holder'])
    for (const words of ['at most one holder', 'A must law of locks', 'It is tried from T1', 'durability:H1'])
      expect(stdout).toContain(words)
    expect(stdout).toMatch(/locks~read-then-insert +port +whether the lock is free/)
    expect(stdout).toContain('npx holdfast verify <adapter> --law locks/one-holder')
    expect(code).toBe(0)
  })
})

describe('mutants', () => {
  it('prints a row for each, and exits 0 where each dies by its law and each control passes', async () => {
    const ids = ['--id', 'locks~no-list', '--id', 'locks~one-place', '--adapter', 'memory']
    const { code, stdout } = await project.run(['mutants', ...ids])
    expect(stdout).toMatch(/^locks~no-list +port +memory +killed +\d+ cases +\d+\.\d s by locks\/serves-every-method$/m)
    expect(stdout).toMatch(/^2 as they should be, 0 not, 0 inapplicable$/m)
    expect(code).toBe(0)
  })

  it('gives the rows as data', async () => {
    const { stdout } = await project.run(['mutants', '--id', 'locks~no-list', '--adapter', 'memory', '--json'])
    const [law, ms] = ['locks/serves-every-method', expect.any(Number)]
    const row = { id: 'locks~no-list', kind: 'port', law, adapter: 'memory', verdict: 'killed', refusedBy: law }
    expect(JSON.parse(stdout)).toEqual([{ ...row, cases: 1, ms }])
  })

  it('says how small what was found was shrunk, by row and in all', async () => {
    const ids = ['locks~always-held', 'locks~busy-throws', 'locks~no-list'].flatMap((id) => ['--id', id])
    const { stdout, stderr } = await project.run(['mutants', ...ids, '--adapter', 'memory', '--json'])
    const rows = JSON.parse(stdout)
    const sizes = rows.flatMap(({ operations }: { operations?: number }) => operations ?? [])
    expect(rows[0]).toMatchObject({ id: 'locks~always-held', operations: expect.any(Number), actors: 1, faults: 0 })
    // An example is no script that shrinks.
    expect(rows[2]).not.toHaveProperty('operations')
    expect(stderr).toContain(
      `2 shrunk cases, median and 95th percentile: ${Math.min(...sizes)} operations (${Math.max(...sizes)}), `,
    )
  })

  it('exits 1 where one is not as it should be', async () => {
    const { code, stdout } = await project.run([
      'mutants',
      '--id',
      'locks=slow',
      '--adapter',
      backend('lab-serves-nothing'),
    ])
    expect(stdout).toContain('not as it should be: locks=slow')
    expect(code).toBe(1)
  })
})

describe('the command', () => {
  it('prints its version', async () => {
    expect(await project.run(['--version'])).toEqual({ code: 0, stdout: '0.1.0\n', stderr: '' })
  })

  it('prints help with examples and exit codes, and help for each command', async () => {
    const { code, stdout } = await project.run(['--help'])
    expect(stdout).toContain('holdfast verify ./redis.adapter.ts')
    expect(stdout).toContain('3 incomplete')
    expect(code).toBe(0)
    for (const command of ['verify', 'list', 'explain', 'replay', 'mutants'])
      expect((await project.run(['help', command])).stdout).toContain(`Usage: holdfast ${command}`)
  })
})

describe('options', () => {
  const counts = { HOLDFAST_SEED: '6', HOLDFAST_RUNS: '9', HOLDFAST_COVERAGE: '0' }
  const env = { ...counts, HOLDFAST_REPORT: 'text,matrix=m.md', HOLDFAST_WAIVERS: '' }

  it('come from flags, environment, configuration and defaults, in this order', async () => {
    const words = ['verify', '--print-config', '--runs', '7', '--law', 'locks/one-holder']
    const { code, stdout } = await project.run(words, { env, folder: 'inside/deeper' })
    const printed = JSON.parse(stdout)
    expect(printed.config).toBe(`${project.folder}/inside/holdfast.config.mjs`)
    expect(printed.options).toMatchObject({
      adapters: { value: [backend('cli-sound')], from: 'config' },
      budgetMs: { value: 3_000, from: 'config' },
      runs: { value: 7, from: 'flag' },
      seed: { value: 6, from: 'environment' },
      coverage: { value: false, from: 'environment' },
      callTimeoutMs: { value: 10_000, from: 'default' },
      waivers: { value: null, from: 'default' },
      reports: {
        value: [{ form: 'text' }, { form: 'matrix', file: `${project.folder}/inside/deeper/m.md` }],
        from: 'environment',
      },
      law: { value: ['locks/one-holder'], from: 'flag' },
    })
    expect(code).toBe(0)
  })

  it('have defaults: all built-in adapters and the runtime, 30 seconds each, the report as text', async () => {
    const { stdout } = await project.run(['verify', '--print-config'])
    expect(JSON.parse(stdout)).toMatchObject({
      config: null,
      options: {
        adapters: { value: ['memory', 'shared-memory', 'sqlite', 'fs', 'postgres', 'runtime'], from: 'default' },
        budgetMs: { value: 30_000, from: 'default' },
        reports: { value: [{ form: 'text' }], from: 'default' },
      },
    })
  })

  it('know the adapters of the configuration by name, and start its paths at its folder', async () => {
    const words = ['verify', 'cli-sound', '--law', 'locks/fresh-place-is-empty', '--quiet']
    const { code, stdout, stderr } = await project.run(words, { folder: 'inside/deeper' })
    expect(JSON.parse(project.read('inside/out/report.json'))).toMatchObject({
      adapters: [{ name: 'cli-sound', coverage: { missed: [] } }],
    })
    expect({ code, stdout, stderr }).toEqual({ code: 3, stdout: '', stderr: '' })
  })
})
