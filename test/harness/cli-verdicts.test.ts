/** What verify says of good and bad adapters: its exit codes, and a standard output that is one document. */
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { LawResult } from 'holdfast'
import type { Ended } from './command.ts'
import { Project, backend, reportOf } from './command.ts'

const project = new Project()
afterEach(() => project.demandNothingLeft())
afterAll(() => project.remove())

const quick = ['--budget', '1s', '--call-timeout', '300ms']

function verify(name: string, ...words: readonly string[]): Promise<Ended> {
  return project.run(['verify', backend(name), ...quick, ...words])
}

function brokenLaws(ended: Ended): readonly LawResult[] {
  return reportOf(ended).adapters.flatMap(({ laws }) => laws.filter(({ verdict }) => verdict === 'broken'))
}

/** Waivers for these laws of an adapter. */
function waivers(adapter: string, laws: readonly string[]): string {
  const all = laws.map((law) => ({ adapter, law, reason: 'known', issue: '#1', expires: '2999-12-31' }))
  return project.write('waivers.json', JSON.stringify(all))
}

describe('the exit code of verify', () => {
  it('is 0 for a conformant adapter, and the report is text', async () => {
    const { code, stdout, stderr } = await verify('cli-sound')
    expect(stdout).toMatch(/^cli-sound\n {2}verdict +conformant\n/)
    expect(stderr).toMatch(/^cli-sound {2}holds +locks\/serves-every-method +T0 1 case /m)
    expect(code).toBe(0)
  })

  it('is 1 for one that breaks a law, and 0 once every broken law is waived', async () => {
    // by cases and a seed, not by seconds: both runs break the same laws, however busy the machine is
    const counted = ['verify', backend('cli-forgetful'), '--json', '--quiet', '--seed', '1', '--runs', '10']
    const bare = await project.run(counted)
    const broken = brokenLaws(bare).map(({ id }) => id)
    expect(broken).toContain('locks/release-frees')
    expect(bare.code).toBe(1)
    const waived = await project.run([...counted, '--waivers', waivers('cli-forgetful', broken)])
    expect([waived.code, reportOf(waived).verdict]).toEqual([0, 'waived'])
  })

  it('is 1 where a waiver is stale, for its law holds', async () => {
    const law = 'locks/release-frees'
    const file = waivers('cli-sound', [law])
    const { code, stderr } = await verify('cli-sound', '--json', '--law', law, '--waivers', file)
    expect(stderr).toContain(`waiver for ${law} on cli-sound is stale`)
    expect(code).toBe(1)
  })

  it('is 3 where a filter leaves laws out', async () => {
    const { code, stdout } = await verify('cli-sound', '--law', 'locks/one-holder')
    expect(stdout).toContain('not selected')
    expect(code).toBe(3)
  })

  it('is 2 where nothing could be tried', async () => {
    const module = project.write(
      'absent.adapter.mjs',
      `export default { isAdapter: true, name: 'absent', module: 'file:///nowhere.mjs', offers: ['locks'], specs: [],
        claims: { survives: 'session', sharing: 'thread', ports: { locks: {} } } }`,
    )
    const ended = await project.run(['verify', module, '--json'])
    expect([ended.code, reportOf(ended).verdict]).toEqual([2, 'invalid'])
    expect(reportOf(ended).adapters[0]?.reason).toContain('nowhere.mjs')
  })
})

describe('verify names the law that is broken by an adapter', () => {
  const broken: Readonly<Record<string, readonly [law: string, observed: RegExp]>> = {
    'lab-hangs-in-open': ['locks/serves-every-method', /open of .* no answer within 300 ms/],
    'lab-hangs-in-call': ['locks/serves-every-method', /locks.renew: no answer within 300 ms/],
    'lab-exits-in-call': ['locks/serves-every-method', /the process ended with exit code 7/],
    'lab-one-place': ['locks/places-are-apart', /./],
    'lab-serves-nothing': ['locks/serves-every-method', /UNSUPPORTED/],
  }

  for (const [name, [law, observed]] of Object.entries(broken)) {
    it(`${name}: ${law}`, async () => {
      const ended = await verify(name, '--json', '--quiet')
      const [first] = brokenLaws(ended)
      expect([ended.code, first?.id]).toEqual([1, law])
      expect(first?.finding?.observed).toMatch(observed)
    })
  }
})

describe('standard output', () => {
  it('is the JSON report and nothing else, whatever an adapter prints and leaves open', async () => {
    const { code, stdout, stderr } = await verify('cli-noisy', '--json', '--quiet')
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1, verdict: 'conformant', adapters: [{ name: 'cli-noisy' }] })
    expect(stderr).toContain('the noisy adapter is loaded')
    expect(stderr).toContain('the noisy adapter is called')
    expect(code).toBe(0)
  })

  it('may be closed early by its reader', async () => {
    const { code, stderr } = await project.runClosed(['list', '--json'])
    expect([code, stderr]).toEqual([0, ''])
  })

  it('stays empty where every report goes to a file, whose folder is made; standard error has the verdict', async () => {
    const files = ['--report', 'json=out/deep/report.json', '--report', 'matrix=out/matrix.md']
    const { code, stdout, stderr } = await verify('cli-sound', '--require', 'T4', ...files)
    expect(JSON.parse(project.read('out/deep/report.json'))).toMatchObject({ verdict: 'incomplete' })
    expect(project.read('out/matrix.md')).toContain('| cli-sound | incomplete |')
    expect(stderr).toMatch(/^cli-sound {2}incomplete {2}locks\+takeover, set 1, T3$/m)
    expect(stderr).toContain('cli-sound: T4 was asked for, and no law holds there')
    expect([code, stdout]).toEqual([3, ''])
  })
})
