/** A finding comes back: by its token, in another process, every time. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Project, backend, reportOf } from './command.ts'

const project = new Project()
const elsewhere = new Project()
let token = ''

/** Verifies an adapter for one law, and gives the token of what was found. */
async function found(name: string, law: string): Promise<string> {
  const words = ['verify', backend(name), '--law', law, '--runs', '6', '--json', '--quiet']
  const report = reportOf(await project.run(words))
  return report.adapters[0]?.laws.find(({ id }) => id === law)?.finding?.token ?? ''
}

beforeAll(async () => {
  token = await found('cli-forgetful', 'locks/release-frees')
})
afterEach(async () => {
  await project.demandNothingLeft()
  await elsewhere.demandNothingLeft()
})
afterAll(() => {
  project.remove()
  elsewhere.remove()
})

describe('replay', () => {
  it('fails 10 of 10 times by the token alone, and prints the finding once', async () => {
    const { code, stdout } = await project.run(['replay', token, '--times', '10'])
    expect(stdout.match(/^run \d+ of 10: broken$/gm)).toHaveLength(10)
    expect(stdout.match(/first wrong step/g)).toHaveLength(1)
    expect(stdout).toContain(`npx holdfast replay ${token}`)
    expect(stdout).toMatch(/^failed 10 of 10$/m)
    expect(code).toBe(1)
  })

  it('fails 10 of 10 times for a kill of a process', async () => {
    const killed = await found('planted-ack-before-commit', 'locks/survives-kill')
    const { code, stdout } = await project.run(['replay', killed, '--times', '10'])
    expect(stdout).toMatch(/^failed 10 of 10$/m)
    expect(code).toBe(1)
  })

  it('fails where the case ends the process of the adapter', async () => {
    const exited = await found('lab-exits-in-call', 'locks/serves-every-method')
    const { code, stdout } = await project.run(['replay', exited, '--times', '2'])
    expect(stdout).toMatch(/^run 2 of 2: broken: the process ended with exit code 7$/m)
    expect(stdout).toMatch(/^failed 2 of 2$/m)
    expect(code).toBe(1)
  })

  it('holds on an adapter that is named after the token and keeps the law', async () => {
    const { code, stdout } = await elsewhere.run(['replay', token, backend('cli-sound'), '--times', '3'])
    expect(stdout).toContain('the case was found on cli-forgetful')
    expect(stdout).toMatch(/^failed 0 of 3$/m)
    expect(code).toBe(0)
  })

  it('finds the adapter in the configuration by its name', async () => {
    elsewhere.write('configured/package.json', '{}')
    elsewhere.write(
      'configured/holdfast.config.mjs',
      `export default { adapters: [${JSON.stringify(backend('cli-forgetful'))}] }`,
    )
    const { code, stdout } = await elsewhere.run(['replay', token], { folder: 'configured' })
    expect(stdout).toMatch(/^failed 1 of 1$/m)
    expect(code).toBe(1)
  })

  it('refuses a token of an adapter that nobody here knows, and says what to do', async () => {
    const { code, stdout, stderr } = await elsewhere.run(['replay', token])
    expect(stderr).toMatch(/^holdfast: no adapter "cli-forgetful" among .*like \.\/cli-forgetful\.adapter\.ts$/m)
    expect([code, stdout]).toEqual([2, ''])
  })
})
