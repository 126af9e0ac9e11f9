/** From what the processes of a run counted to lines of the author's files. c8 adds up the counts and follows the maps. */
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import type { CodeCoverage } from '../../../contracts/index.ts'
import { describeError } from '../../../contracts/errors.ts'
import { shaped } from '../shapes.ts'
import type { Counting } from './files.ts'
import { countsIn, isOfPackage, original } from './files.ts'

/** How often each line of a file ran, from its first line on. */
export interface CountedFile {
  readonly path: string
  readonly counts: readonly number[]
}

/** To c8 each line is a statement; they stand in order. */
const shape = shaped((z) => z.record(z.string(), z.object({ s: z.record(z.string(), z.number()) })))

/** Which lines of the adapter's own files ran, in any process that counted; or why that cannot be told. */
export async function foldCounts(counting: Counting): Promise<CodeCoverage> {
  try {
    const files = await countedFiles(counting)
    return files.length > 0 ? coverageOf(files) : unknown('no file of the adapter was loaded')
  } catch (error) {
    // What a run found out about the laws is not lost with this.
    return unknown(describeError(error))
  }
}

function unknown(reason: string): CodeCoverage {
  return { lines: 0, reached: 0, missed: [], reason }
}

async function countedFiles({ adapter, folder }: Counting): Promise<readonly CountedFile[]> {
  const { Report } = await import('c8')
  mkdirSync(countsIn(folder), { recursive: true })
  const reportsDirectory = join(folder, 'report')
  // Which files are counted was settled where they ran.
  const everyFile = { include: [], exclude: [], extension: [], excludeNodeModules: false, allowExternal: true }
  const places = { tempDirectory: countsIn(folder), reportsDirectory, resolve: '' }
  await new Report({ ...everyFile, ...places, reporter: ['json'] }).run()
  const found = shape().parse(JSON.parse(readFileSync(join(reportsDirectory, 'coverage-final.json'), 'utf8')))
  const files = Object.entries(found).map(([path, { s }]) => ({
    path: original(folder, path),
    counts: Object.values(s),
  }))
  return files.filter(({ path }) => isOfPackage(path, adapter))
}

/** How many lines these files have, and which of them never ran. Files are named from the folder that holds them all. */
export function coverageOf(files: readonly CountedFile[]): CodeCoverage {
  const root = sharedFolder(files.map(({ path }) => dirname(path)))
  const lines = files.reduce((total, { counts }) => total + counts.length, 0)
  const silent = files.reduce((total, { counts }) => total + counts.filter((count) => count === 0).length, 0)
  const missed = files
    .toSorted((one, other) => (one.path < other.path ? -1 : 1))
    .flatMap(({ path, counts }) => gaps(counts).map((gap) => ({ file: relative(root, path), lines: gap })))
  return { lines, reached: lines - silent, missed }
}

/** The deepest folder that holds all of these. */
function sharedFolder(folders: readonly string[]): string {
  const [first = '', ...rest] = folders
  const isShared = (folder: string): boolean => rest.every((other) => `${other}${sep}`.startsWith(`${folder}${sep}`))
  let shared = first
  while (!isShared(shared) && shared !== dirname(shared)) shared = dirname(shared)
  return shared
}

/** Runs of lines that never ran, as `45` or `45-47`. */
function gaps(counts: readonly number[]): readonly string[] {
  const found: string[] = []
  for (let line = 1; line <= counts.length; line += 1) {
    if (counts[line - 1] !== 0) continue
    const from = line
    while (counts[line] === 0) line += 1
    found.push(from === line ? String(from) : `${from}-${line}`)
  }
  return found
}
