/** Processes of ours run from the pack, in which everything is once, and knows where it lies. */
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { programPath } from '../../dist/src/harness/pack.js'
import { Project, backend, reportOf } from './command.ts'

describe('a process that runs from the pack', () => {
  const project = new Project()
  afterEach(() => project.demandNothingLeft())
  afterAll(() => project.remove())

  it('has one copy of the package for an adapter in TypeScript, by whatever doors that comes in', async () => {
    const words = ['--law', 'locks/one-holder', '--runs', '1', '--json', '--quiet']
    const { adapters } = reportOf(await project.run(['verify', backend('lab-two-doors'), ...words]))
    const law = adapters[0]?.laws.find(({ id }) => id === 'locks/one-holder')
    expect(law).toMatchObject({ verdict: 'holds' })
  })

  it('tells an author what to write in the words of the source', async () => {
    const { code, stderr } = await project.run(['verify', backend('cli-no-module')])
    expect(stderr).toContain('module: expected import.meta.url, got "nowhere"')
    expect(code).toBe(2)
  })
})

describe('a program', () => {
  const file = 'src/harness/trial-start.js'

  it('is that of the pack, and where lines are counted the one that the compiler made', () => {
    expect(programPath(file, false)).toMatch(/\/dist\/pack\/src\.harness\.trial-start\.js$/)
    expect(programPath(file, true)).toMatch(/\/dist\/src\/harness\/trial-start\.js$/)
  })
})
