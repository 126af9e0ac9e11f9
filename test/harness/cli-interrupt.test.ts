/** Ctrl-C: what there is so far is told, and nothing is left behind. */
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { LawResult } from 'holdfast'
import { Project, backend, reportOf } from './command.ts'

const project = new Project()
afterEach(() => project.demandNothingLeft())
afterAll(() => project.remove())

function withVerdict(laws: readonly LawResult[] | undefined, verdict: string): readonly string[] {
  return (laws ?? []).filter((law) => law.verdict === verdict).map(({ id }) => id)
}

describe('an interrupted verify', () => {
  it('writes a partial report and exits 130, though processes of an adapter run', async () => {
    const started = project.start(['verify', 'sqlite', '--budget', '10s', '--json', '--report', 'matrix=matrix.md'])
    // This law is the first that is tried with processes; the next one has begun.
    await started.says('outputs/survives-kill')
    started.signal('SIGINT')
    const ended = await started.ended
    const { verdict, adapters } = reportOf(ended)
    expect([ended.code, verdict, adapters[0]?.verdict]).toEqual([130, 'interrupted', 'interrupted'])
    expect(withVerdict(adapters[0]?.laws, 'holds')).toContain('outputs/survives-kill')
    expect(withVerdict(adapters[0]?.laws, 'unrun')).toContain('locks/tokens-rise')
    expect(project.read('matrix.md')).toContain('| sqlite | interrupted')
  })

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`ends at once on ${signal} though a call blocks the event loop of the process that makes it`, async () => {
      const started = project.start(['verify', backend('cli-call-blocks'), '--json'])
      await started.says('the event loop is blocked')
      started.signal(signal)
      const ended = await started.ended
      expect([ended.code, reportOf(ended).verdict]).toEqual([130, 'interrupted'])
      expect(ended.stderr).toContain('interrupted: what there is so far is written')
    })
  }

  it('takes two signals in quick succession for one, for npx passes on what the terminal sent already', async () => {
    const started = project.start(['verify', backend('cli-call-blocks'), '--json'])
    await started.says('the event loop is blocked')
    started.signal('SIGINT')
    started.signal('SIGINT')
    expect(reportOf(await started.ended).verdict).toBe('interrupted')
  })
})

describe('an interrupted command', () => {
  it('of mutants gives the rows so far', async () => {
    const started = project.start(['mutants', '--adapter', 'memory', '--json'])
    await started.says('outputs~no-delete')
    started.signal('SIGINT')
    const { code, stdout } = await started.ended
    expect(code).toBe(130)
    expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ id: 'outputs~no-delete', verdict: 'killed' }))
  })
})
