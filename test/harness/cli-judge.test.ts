/** `holdfast judge` on files, as a person and as a script reads it. */
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import locks from '../../contracts/locks/contract.ts'
import { formatHistory } from '../../src/harness/histories/history-lines.ts'
import { history } from '../unit/contracts/written.ts'
import { acquire, claims, row } from '../unit/contracts/locks/calls.ts'
import { Project, backend } from './command.ts'

const project = new Project()
afterAll(() => project.remove())

function labelled(path: string): string {
  return fileURLToPath(new URL(`../histories/${path}`, import.meta.url))
}

/** Two grants of one lock beside each other, with these tokens. */
function grants(...tokens: readonly number[]): string {
  const calls = tokens.map((token, index) => ({
    actor: index,
    call: acquire,
    value: { status: 'acquired', lease: row({ token }) },
    when: [index, index + 2] as const,
  }))
  return formatHistory({ contract: 'locks', version: locks.version, claims, history: history(...calls) })
}

const one = project.write('one.jsonl', grants(1))
const two = project.write('two.jsonl', grants(1, 2))

/** Appends beside each other and a lost put, and a read that none of their orders explains: more than anyone tries. */
const hopeless = [
  '{:process 40, :type :invoke, :f :put, :key "k", :value "x"}',
  ...Array.from(
    { length: 40 },
    (_, index) => `{:process ${index}, :type :invoke, :f :append, :key "k", :value "${index};"}`,
  ),
  ...Array.from({ length: 40 }, (_, index) => `{:process ${index}, :type :ok, :f :append, :key "k", :value ""}`),
  '{:process 0, :type :invoke, :f :get, :key "k", :value nil}',
  '{:process 0, :type :ok, :f :get, :key "k", :value "?"}',
]
project.write('hopeless.txt', hopeless.join('\n'))

describe('a history of a contract', () => {
  it('that is linearizable takes a line, and the exit code is 0', async () => {
    const { code, stdout, stderr } = await project.run(['judge', 'one.jsonl'])
    expect(stdout).toMatch(/^one\.jsonl: linearizable \(1 operation, 1 partition, \d+\.\d ms\)\n$/)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })

  it('that is not is explained, and the exit code is 1', async () => {
    const { code, stdout } = await project.run(['judge', two, '--model', 'locks'])
    expect(stdout).toMatch(/two\.jsonl: not linearizable \(2 operations, 1 partition, /)
    expect(stdout).toMatch(/^ {2}#2: expected busy: "a" held by .* with token 1/m)
    expect(stdout).toMatch(/#2, actor 1, locks\.acquire\(.*expected busy: "a" held by .* with token 1/)
    expect(stdout).toContain('partition "a": the longest order that the model allows has 1 call\n')
    expect(stdout).toContain('none of these can come next:')
    expect(stdout).toMatch(/^ {2}> +2 +1 +1 +3 .*locks\.acquire/m)
    expect(code).toBe(1)
  })
})

describe('a history that verify has saved with a finding', () => {
  it.each(['blobs', 'workers'])('of %s is judged as it was', async (port) => {
    const words = [
      'verify',
      backend('lab-forgets-rows'),
      '--law',
      `${port}/agrees-with-model`,
      '--runs',
      '20',
      '--quiet',
    ]
    expect((await project.run(words)).code).toBe(1)
    const saved = project.files('.holdfast/findings').filter((path) => path.includes(`-${port}-`))
    const [file = ''] = saved.filter((path) => path.endsWith('.history.jsonl'))
    const { code, stdout, stderr } = await project.run(['judge', file])
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(stdout).toMatch(/: not linearizable \(\d+ operations?, /)
  })
})

describe('a log that others recorded', () => {
  it('is judged by the model that its first line tells', async () => {
    const { code, stdout } = await project.run(['judge', labelled('etcd/etcd_002.log'), labelled('kv/c01-ok.txt')])
    expect(stdout.trim().split('\n')).toEqual([
      expect.stringMatching(/etcd_002\.log: linearizable \(77 operations, 1 partition, /),
      expect.stringMatching(/c01-ok\.txt: linearizable \(58 operations, 10 partitions, /),
    ])
    expect(code).toBe(0)
  })

  it('that cannot be decided is said to be undecided, and the exit code is 3', async () => {
    const { code, stdout } = await project.run(['judge', 'hopeless.txt', one])
    expect(stdout).toMatch(/^hopeless\.txt: undecided \(42 operations, .*\): undecided after \d+ (steps|MiB)/)
    expect(code).toBe(3)
  })
})

describe('--json', () => {
  it('is one object for one file', async () => {
    const { code, stdout } = await project.run(['judge', '--json', labelled('kv/c01-bad.txt'), '--model', 'kv'])
    expect(JSON.parse(stdout)).toEqual({
      verdict: 'not-linearizable',
      operations: 38,
      partitions: 8,
      ms: expect.any(Number) as number,
    })
    expect(code).toBe(1)
  })

  it('is an array for several, each with its file, and a refused one decides the exit code', async () => {
    const { code, stdout } = await project.run(['judge', '--json', 'one.jsonl', 'two.jsonl', 'hopeless.txt'])
    expect(JSON.parse(stdout)).toEqual([
      expect.objectContaining({ file: 'one.jsonl', verdict: 'linearizable', operations: 1 }),
      expect.objectContaining({ file: 'two.jsonl', verdict: 'not-linearizable', operations: 2 }),
      expect.objectContaining({ file: 'hopeless.txt', verdict: 'undecided', operations: 42 }),
    ])
    expect(code).toBe(1)
  })
})
