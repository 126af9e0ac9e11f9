import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { countsIn, standIn } from '../../../../src/harness/coverage/files.ts'
import type { CountedFile } from '../../../../src/harness/coverage/fold.ts'
import { coverageOf, foldCounts } from '../../../../src/harness/coverage/fold.ts'

function file(path: string, ...counts: readonly number[]): CountedFile {
  return { path, counts }
}

describe('the coverage of files', () => {
  it('joins lines that stand together, and tells one line from several', () => {
    const { missed } = coverageOf([file('/a/x.ts', 0, 1, 0, 0, 0, 2, 0, 1, 0, 0)])
    expect(missed.map(({ lines }) => lines)).toEqual(['1', '3-5', '7', '9-10'])
  })

  it('counts lines over all files', () => {
    expect(coverageOf([file('/a/x.ts', 0, 1), file('/a/y.ts', 1, 1, 0)])).toMatchObject({ lines: 5, reached: 3 })
    expect(coverageOf([file('/a/x.ts', 1, 7)])).toEqual({ lines: 2, reached: 2, missed: [] })
  })

  it('names files in order, from the deepest folder that holds them all', () => {
    const named = (...paths: readonly string[]): readonly string[] =>
      coverageOf(paths.map((path) => file(path, 0))).missed.map((missed) => missed.file)
    expect(named('/p/a/z.ts')).toEqual(['z.ts'])
    expect(named('/p/a/z.ts', '/p/a/b/y.ts')).toEqual(['b/y.ts', 'z.ts'])
    expect(named('/p/ab/z.ts', '/p/a/y.ts')).toEqual(['a/y.ts', 'ab/z.ts'])
    expect(named('/a/z.ts', '/b/y.ts')).toEqual(['a/z.ts', 'b/y.ts'])
  })
})

describe('the counts of several processes', () => {
  const script = '/home/ada/store/x.mjs'
  const text = ['function a() {', '  return 1', '}', 'function b() {', '  return 2', '}'].join('\n')
  const [a, b] = [text.indexOf('function a'), text.indexOf('function b')]
  let folder = ''

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fold-'))
    mkdirSync(countsIn(folder))
    mkdirSync(dirname(standIn(folder, script)), { recursive: true })
    writeFileSync(standIn(folder, script), text)
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  /** Writes down, as V8 does, that a process ran the module and these functions so often. */
  function counted(process: string, aTimes: number, bTimes: number): void {
    const range = (startOffset: number, endOffset: number, count: number): object => ({
      functionName: '',
      isBlockCoverage: true,
      ranges: [{ startOffset, endOffset, count }],
    })
    const functions = [range(0, text.length, 1), range(a, b - 1, aTimes), range(b, text.length, bTimes)]
    const result = [{ scriptId: '1', url: standIn(folder, script), functions }]
    writeFileSync(join(countsIn(folder), `${process}.json`), JSON.stringify({ result }))
  }

  const fold = (): ReturnType<typeof foldCounts> => foldCounts({ adapter: pathToFileURL(script).href, folder })

  it('add up: a line is missed that ran in none of them', async () => {
    counted('one', 3, 0)
    expect(await fold()).toEqual({ lines: 6, reached: 3, missed: [{ file: 'x.mjs', lines: '4-6' }] })
    counted('two', 0, 1)
    expect(await fold()).toEqual({ lines: 6, reached: 6, missed: [] })
  })

  it('are used but for those of a process that was killed while it wrote', async () => {
    counted('one', 3, 0)
    writeFileSync(join(countsIn(folder), 'two.json'), '{"result":[{"scri')
    expect(await fold()).toMatchObject({ lines: 6, reached: 3 })
  })

  it('that are not there are no coverage of nothing: it is said why it is not known', async () => {
    expect(await fold()).toEqual({ lines: 0, reached: 0, missed: [], reason: 'no file of the adapter was loaded' })
  })

  it('leave out the sources of a package that was bundled into the script', async () => {
    counted('one', 1, 1)
    const sources = ['/home/ada/store/node_modules/pg/x.ts']
    const map = { version: 3, names: [], mappings: 'AAAA', sources, sourcesContent: [text] }
    const data = Buffer.from(JSON.stringify(map)).toString('base64')
    const sign = 'sourceMappingURL'
    writeFileSync(standIn(folder, script), `${text}\n//# ${sign}=data:application/json;base64,${data}`)
    expect(await fold()).toMatchObject({ lines: 0, reason: 'no file of the adapter was loaded' })
  })
})
