// The recorder and strace tell the same of one run: every call of the system that changed something below the folder of the
// place is one operation, in the same order. Strace is believed; the recorder is on trial.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dirSync } from 'tmp-promise'
import { describe, expect, it } from 'vitest'

const child = fileURLToPath(new URL('../backends/fs-programs.ts', import.meta.url))

const calls = 'openat,write,pwrite64,writev,pwritev,ftruncate,fsync,fdatasync,rename,renameat2,link,unlink,mkdir,rmdir'

/** Whether strace is here and may trace. */
const traces = spawnSync('strace', ['-e', 'trace=none', 'true']).status === 0

/** A call that may be an operation, or was one for certain. */
interface Traced {
  readonly text: string
  /** whether it changes something only where the file was not there, or not empty */
  readonly mayBe: readonly string[]
}

/** The lines of a trace with those joined that were cut in two. */
function whole(trace: string): readonly string[] {
  const halves = new Map<string, string>()
  return trace.split('\n').flatMap((line) => {
    const [, thread = '', text = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? []
    const begun = /^(.*) <unfinished \.\.\.>$/.exec(text)?.[1]
    if (begun !== undefined) halves.set(thread, begun)
    const rest = /^<\.\.\. \w+ resumed>(.*)$/.exec(text)?.[1]
    return begun === undefined ? [rest === undefined ? text : `${halves.get(thread) ?? ''}${rest}`] : []
  })
}

/** What a call that succeeded did in the place. */
function traced(line: string, place: string): readonly Traced[] {
  const [, name = '', args = '', result = ''] = /^(\w+)\((.*)\)\s+= (\d+)/.exec(line) ?? []
  const paths = Array.from(args.matchAll(/"([^"]*)"/g), ([, path = '']) => normalize(path))
  const within = paths.filter((path) => path.startsWith(`${place}/`)).map((path) => path.slice(place.length + 1))
  const isOwn = args.includes(`<${place}/`)
  const sure = (text: string): readonly Traced[] => [{ text, mayBe: [] }]
  switch (name) {
    case 'openat':
      if (!/O_CREAT|O_TRUNC/.test(args) || within.length === 0) return []
      return [{ text: '', mayBe: [`create ${within[0]}`, ...(args.includes('O_TRUNC') ? ['truncate'] : [])] }]
    case 'write':
    case 'pwrite64':
    case 'writev':
    case 'pwritev':
      return isOwn && result !== '0' ? sure(`write ${result}`) : []
    case 'ftruncate':
      return isOwn ? [{ text: '', mayBe: ['truncate'] }] : []
    case 'fsync':
    case 'fdatasync':
      return isOwn ? sure('sync') : []
    case 'renameat2':
      return within.length > 0 ? sure(`rename ${within.join(' ')}`) : []
    default:
      return within.length > 0 ? sure(`${name} ${within.join(' ')}`) : []
  }
}

/** The operations that the calls are, where `recorded` says which of those that may be one were one. */
function asOperations(all: readonly Traced[], recorded: readonly string[]): readonly string[] {
  const operations: string[] = []
  for (const { text, mayBe } of all) {
    if (mayBe.length === 0) operations.push(text)
    else operations.push(...mayBe.filter((one) => recorded[operations.length] === one).slice(0, 1))
  }
  return operations
}

describe('the recorder', () => {
  it.skipIf(!traces)('agrees with strace, call by call (without strace or ptrace there is nothing to compare)', () => {
    const folder = dirSync({ prefix: 'fs-trace', unsafeCleanup: true })
    try {
      const [place, file] = [join(folder.name, 'places', 'p'), join(folder.name, 'trace')]
      mkdirSync(place, { recursive: true })
      const node = [process.execPath, '--import', 'jiti/register', child, place]
      const options = ['-f', '-y', '-s', '4096', '-o', file, '-e', `trace=${calls}`]
      const ran = spawnSync('strace', [...options, ...node], { encoding: 'utf8', maxBuffer: 2 ** 26 })
      expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: 0, stderr: '' })
      const recorded = ran.stdout.trim().split('\n')
      const told = whole(readFileSync(file, 'utf8')).flatMap((line) => traced(line, place))
      expect(asOperations(told, recorded)).toEqual(recorded)
      expect(new Set(recorded.map((line) => line.split(' ')[0]))).toEqual(
        new Set(['mkdir', 'create', 'write', 'truncate', 'sync', 'rename', 'link', 'unlink', 'rmdir']),
      )
    } finally {
      folder.removeCallback()
    }
  })
})
