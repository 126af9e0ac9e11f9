/** Races inside one synchronous call, which only actors that are stopped at the calls of their driver can show. */
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { decodeToken } from 'holdfast/harness'
import type { Evidence } from 'holdfast'
import { Project, backend, reportOf } from './command.ts'

const law = 'locks/one-holder'
const project = new Project()

afterEach(() => project.demandNothingLeft())
afterAll(() => project.remove())

/** What was done at T2. */
async function evidenceOf(...words: readonly string[]): Promise<Evidence | undefined> {
  const report = reportOf(await project.run(['verify', ...words, '--law', law, '--tier', 'T2', '--json', '--quiet']))
  return report.adapters[0]?.laws.find(({ id }) => id === law)?.tiers.find(({ tier }) => tier === 'T2')?.evidence
}

describe('driver steps', () => {
  it('find what lies inside one call, and its token fails again in another process', async () => {
    const adapter = backend('planted-reads-apart')
    const report = reportOf(await project.run(['verify', adapter, '--law', law, '--runs', '8', '--json', '--quiet']))
    const { finding } = report.adapters[0]?.laws.find(({ id }) => id === law) ?? {}
    const token = finding?.token ?? ''
    expect(decodeToken(token).case).toMatchObject({ tier: 'T2', overlap: 'driver' })
    const again = await project.run(['replay', token, adapter, '--times', '5'])
    expect(again.stdout).toContain('failed 5 of 5')
    expect(again.code).toBe(1)
  })

  it('are taken beside others where an adapter has them, and repeat themselves', async () => {
    const evidence = await evidenceOf('sqlite', '--runs', '4')
    expect(evidence?.steps).toEqual({ calls: 48, driver: 3 * 64 })
    expect(evidence?.reruns).toBeGreaterThan(0)
    expect(evidence?.diverged).toBe(0)
  })

  it('are not taken where no driver is seen', async () => {
    const evidence = await evidenceOf('memory', '--runs', '4')
    expect(Object.keys(evidence?.steps ?? {})).toEqual(['calls'])
  })
})

describe('the thread of an actor', () => {
  it('tells what it ran of the code of the adapter', async () => {
    const words = ['--coverage', '--law', law, '--runs', '2', '--json', '--quiet']
    const { coverage } =
      reportOf(await project.run(['verify', backend('planted-reads-apart'), ...words])).adapters[0] ?? {}
    expect(coverage?.reason).toBeUndefined()
    expect(coverage?.reached).toBeGreaterThan(0)
  })
})
