// Style that matters is a test: it reads the repository as git sees it, new files too.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import testMap from '../vitest.workspace.ts'
import { deadFiles, guards, misplacedTests } from './tidy/guards.ts'
import { goodSamples, samples } from './tidy/samples.ts'

const files = repositoryFiles()

describe('the repository', () => {
  for (const [name, guard] of Object.entries(guards)) {
    test(name, () => {
      const faults = [...files].flatMap(([path, text]) => guard(path, text).map((fault) => `${path}:${fault}`))
      expect(faults, faults.join('\n')).toEqual([])
    })
  }

  test('no source is dead', () => {
    const faults = deadFiles(files)
    expect(faults, faults.join('\n')).toEqual([])
  })

  test('every test file belongs to one kind of run', () => {
    const faults = misplacedTests([...files.keys()], kindsOfRun())
    expect(faults, faults.join('\n')).toEqual([])
  })
})

describe('the guards', () => {
  test('each has a sample that it refuses', () => {
    expect(Object.keys(samples).toSorted()).toEqual(Object.keys(guards).toSorted())
  })

  for (const [name, guard] of Object.entries(guards)) {
    for (const { path, text } of samples[name] ?? []) {
      test(`${name}: refuses ${path} with ${JSON.stringify(text.slice(0, 60))}`, () => {
        expect(guard(path, text)).toHaveLength(1)
      })
    }

    test(`${name}: lets the good samples pass`, () => {
      expect(goodSamples.flatMap(({ path, text }) => guard(path, text))).toEqual([])
    })
  }

  test('a source that nothing names is dead, and one that a door, a URL or a program names is not', () => {
    const sample = new Map([
      ['package.json', '{ "exports": { ".": "./dist/src/cli/main.js" } }'],
      [
        'src/cli/main.ts',
        "import { run } from '../run.ts'\nnew URL('../child.js', import.meta.url)\nprogramPath('src/thread.js')\n",
      ],
      ['src/run.ts', "// see './orphan.ts'\n"],
      ['src/child.ts', ''],
      ['src/thread.ts', ''],
      ['src/orphan.ts', "import './orphan.ts'\n"],
    ])
    expect(deadFiles(sample)).toEqual(['src/orphan.ts: nothing imports it'])
  })

  test('a test file that no kind of run has is misplaced, and so is one that two have', () => {
    const paths = [
      'test/lease.test.ts',
      'test/unit/lease.test.ts',
      'test/unit/core/codec.test.ts',
      'test/unit/codec.ts',
    ]
    expect(misplacedTests(paths, ['test/unit/**/*.test.ts', 'test/unit/core/*.test.ts'])).toEqual([
      'test/lease.test.ts: belongs to 0 kinds of run: see vitest.workspace.ts',
      'test/unit/core/codec.test.ts: belongs to 2 kinds of run: see vitest.workspace.ts',
    ])
  })
})

/** What each project of the test map takes in. One file may serve several projects of a kind, each with its adapter. */
function kindsOfRun(): readonly string[] {
  const projects = (testMap.test?.projects ?? []).filter((project) => typeof project === 'object')
  return [...new Set(projects.flatMap((project) => ('test' in project ? (project.test?.include ?? []) : [])))]
}

/** Path to text of each file that is in git or would be, but for the samples, which are bad on purpose. */
function repositoryFiles(): ReadonlyMap<string, string> {
  const root = new URL('..', import.meta.url)
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  const paths = listed.split('\0').filter((path) => path !== '' && path !== 'test/tidy/samples.ts')
  const present = paths.filter((path) => existsSync(new URL(path, root)))
  return new Map(present.map((path) => [path, readFileSync(new URL(path, root), 'utf8')]))
}
