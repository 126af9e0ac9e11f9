// The guards of the repository. Each is a pure function over one file, but for dead files, which needs them all.
import { posix } from 'node:path'
import { codeOf, commentsOf, functionsOf, importsOf, withoutComments } from './code.ts'

/** What is wrong with a file: one sentence each, led by the line where there is one. */
export type Guard = (path: string, text: string) => readonly string[]

const fileLinesMax = 299
const functionLinesMax = 70
const columnsMax = 200

const isSource = (path: string): boolean => /^(?:contracts|src|adapters|test|examples|bench)\/.*\.ts$/.test(path)
const isTest = (path: string): boolean => /^(?:test|examples)\/.*\.ts$|^vitest\.\w+\.ts$/.test(path)
const driverHome = 'adapters/sqlite/driver.ts'

/** An adapter on the driver as somebody else would write it. */
const driverExample = 'examples/sqlite-cache.adapter.ts'

/** Each room of the house and what it may import, itself aside; the first pattern that fits is the room. */
const rooms: readonly { room: RegExp; may: RegExp }[] = [
  { room: /^contracts\//, may: /^contracts\// },
  { room: /^adapters\/([^/]+)\//, may: /^contracts\/|^src\/core\// },
  { room: /^src\/core\//, may: /^contracts\// },
  { room: /^src\/runtime\//, may: /^(?:contracts|src\/core)\// },
  { room: /^src\/harness\//, may: /^(?:contracts|src\/core)\// },
  { room: /^src\/report\//, may: /^(?:contracts|src\/harness)\// },
  { room: /^src\/cli\//, may: /^(?:contracts|src)\// },
  { room: /^bench\//, may: /^(?:contracts|src|adapters)\// },
  { room: /^src\/builtin\.ts$/, may: /^(?:contracts|adapters|src\/(?:core|runtime|harness|report))\/|^src\/\w+\.ts$/ },
  { room: /^src\/\w+\.ts$/, may: /^(?:contracts|src\/(?:core|harness|report))\/|^src\/\w+\.ts$/ },
]

export const guards: Readonly<Record<string, Guard>> = {
  'files are short'(path, text) {
    const lines = text.trimEnd().split('\n').length
    return isSource(path) && lines > fileLinesMax
      ? [`has ${lines} lines, and ${fileLinesMax} is the most: split it by its nouns`]
      : []
  },

  'functions are short'(path, text) {
    if (!isSource(path)) return []
    const long = functionsOf(text).filter(({ lines }) => lines > functionLinesMax)
    return long.map(({ line, lines }) => `${line}: a function of ${lines} lines, and ${functionLinesMax} is the most`)
  },

  'lines are short'(path, text) {
    const lines = isSource(path) ? text.split('\n') : []
    return lines.flatMap((line, at) =>
      line.length > columnsMax ? [`${at + 1}: ${line.length} columns, and ${columnsMax} is the most`] : [],
    )
  },

  'names say what is inside'(path) {
    const drawer = path.split('/').find((part) => /^(?:utils?|helpers?|common|misc|lib)(?:\.|$)/.test(part))
    return drawer === undefined ? [] : [`"${drawer}" is a drawer: what is in it names a missing noun`]
  },

  'no way round the types': code(isSource, [
    [/\bas any\b|:\s*any\b|<any\b|\bany(?:\[\]|>)/, 'any switches the types off: say unknown and narrow it'],
  ]),

  'no directive hides an error': comments([
    [/@ts-(?:ignore|nocheck)/, 'mend the error, or say @ts-expect-error in a test of types'],
  ]),

  'every test runs': code(isTest, [
    [/\.only\(/, 'the other tests would not run'],
    [/\.skip\(/, 'mend the test, or delete it'],
    [/\bretry:\s*(?:[1-9]|\{\s*count)/, 'a test that needs a second try hides a defect'],
  ]),

  'chance is seeded': code(isSource, [[/\bMath\.random\(/, 'draw from a seed, or nothing can be replayed']]),

  'tests do not sleep'(path, text) {
    if (!isTest(path)) return []
    const slept = /\bsetTimeout\(\s*(?:\(\)\s*=>\s*)?(?:resolve|done|r)\b|['"](?:node:)?timers\/promises['"]/
    return hits(withoutComments(text), [[slept, 'wait for a condition (vi.waitFor, expect.poll) or turn the clock']])
  },

  'arrows run one way'(path, text) {
    const room = rooms.find((each) => each.room.test(path))
    if (!room || !path.endsWith('.ts')) return []
    return importsOf(text).flatMap(({ specifier, index }) => {
      const fault = againstArrow(path, room, specifier)
      return fault === undefined ? [] : [`${lineAt(text, index)}: ${fault}`]
    })
  },

  'the driver is named in one file'(path, text) {
    if (!/\.[cm]?[jt]s$/.test(path) || path === driverHome) return []
    if (path === driverExample || path.startsWith('test/backends/')) return []
    const named = importsOf(text).filter(({ specifier }) => /^better-sqlite3(?:$|\/)/.test(specifier))
    return named.map(({ index }) => `${lineAt(text, index)}: only ${driverHome} imports better-sqlite3`)
  },

  'a plan has an issue': comments([
    [/(?<!#\d[^\n]*)\b(?:TODO|FIXME|XXX|HACK)\b(?![^\n]*#\d)/, 'say the issue: TODO(#12)'],
    [
      /(?<!#\d[^\n]*)\b20\d\d-[01]\d-[0-3]\d\b(?![^\n]*#\d)/,
      'git keeps the history: leave the date out, or say the issue',
    ],
  ]),

  'no trace of a workplace'(_path, text) {
    return hits(text, [
      [/(?<![\w.-])\/(?:work|farm|root)\/\w/, 'a path of one machine'],
      [
        /\bregistry\.[\w-]+\.(?:org|com|io|dev|net)\b|\b(?:npm|pypi|proxy)\.[\w-]+\.(?:org|com|io|dev)\/|["/]artifactory\b/,
        'the host of a registry',
      ],
    ])
  },
}

/** The sources that nothing imports and no door of the package or URL in a string names. */
export function deadFiles(files: ReadonlyMap<string, string>): readonly string[] {
  const named = new Set<string>()
  for (const [path, text] of files) {
    if (/\.(?:[cm]?[jt]s|json)$/.test(path)) for (const target of filesNamedIn(path, text)) named.add(target)
  }
  const sources = [...files.keys()].filter((path) => /^(?:contracts|src|adapters)\/.*(?<!\.d)\.ts$/.test(path))
  return sources.filter((path) => !named.has(path)).map((path) => `${path}: nothing imports it`)
}

/** The test files that no kind of run has, and would never run, and those that several have, and would run twice. */
export function misplacedTests(paths: readonly string[], kinds: readonly string[]): readonly string[] {
  const tests = paths.filter((path) => path.endsWith('.test.ts'))
  return tests.flatMap((path) => {
    const count = kinds.filter((kind) => patternOf(kind).test(path)).length
    return count === 1 ? [] : [`${path}: belongs to ${count} kinds of run: see vitest.workspace.ts`]
  })
}

/** A glob with stars as the test map has them. */
function patternOf(glob: string): RegExp {
  const parts = glob.split(/(\*\*\/|\*)/).map((part) => {
    if (part === '**/') return '(?:.+/)?'
    return part === '*' ? '[^/]*' : part.replaceAll('.', String.raw`\.`)
  })
  return new RegExp(`^${parts.join('')}$`)
}

function filesNamedIn(path: string, text: string): readonly string[] {
  const strings = (path.endsWith('.json') ? text : withoutComments(text)).matchAll(
    /['"`]((?:\.{1,2}|src)\/[^'"`\n]+\.)[jt]s['"`]/g,
  )
  // Programs are named from the folder of what was built, by those who start them and by who packs them.
  const namesPrograms = /^(?:src|tools)\//.test(path)
  const targets = Array.from(strings, ({ 1: stem = '' }) => {
    if (!stem.startsWith('.')) return namesPrograms ? `${stem}ts` : path
    return posix.join(posix.dirname(path), `${stem}ts`).replace(/^dist\//, '')
  })
  return targets.filter((target) => target !== path)
}

function againstArrow(path: string, { room, may }: (typeof rooms)[number], specifier: string): string | undefined {
  if (/^holdfast(?:$|\/)/.test(specifier)) return `${specifier}: our own sources import each other by path`
  if (!specifier.startsWith('.')) return undefined
  const target = posix.join(posix.dirname(path), specifier)
  const isOwn = room.exec(target)?.[0] === room.exec(path)?.[0]
  return isOwn || may.test(target) ? undefined : `imports ${target}, which is against the arrows`
}

type Ban = readonly [pattern: RegExp, remedy: string]

/** A guard over code, comments and strings left out. */
function code(applies: (path: string) => boolean, bans: readonly Ban[]): Guard {
  return (path, text) => (applies(path) ? hits(codeOf(text), bans) : [])
}

/** A guard over the comments of sources. */
function comments(bans: readonly Ban[]): Guard {
  return (path, text) => (path.endsWith('.ts') ? hits(commentsOf(text), bans) : [])
}

function hits(text: string, bans: readonly Ban[]): readonly string[] {
  return bans.flatMap(([pattern, remedy]) =>
    Array.from(
      text.matchAll(new RegExp(pattern, 'g')),
      ({ 0: found, index }) => `${lineAt(text, index)}: "${found.trim()}": ${remedy}`,
    ),
  )
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}
