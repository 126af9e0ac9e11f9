// The recorder and strace tell the same of one run: every call of the system that changed something below the folder of the
// place is one operation, in the same order. Strace is believed; the recorder is on trial.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dirSync } from 'tmp-promise'
import { describe, expect, it } from 'vitest'
import { pathWithin } from '../../dist/src/harness/power/file-table.js'
import { whyNoTrace } from '../../dist/src/harness/power/tracing.js'

const child = fileURLToPath(new URL('../backends/fs-programs.ts', import.meta.url))

const calls = 'openat,write,pwrite64,writev,pwritev,ftruncate,fsync,fdatasync,rename,renameat2,link,unlink,mkdir,rmdir'

const lack = whyNoTrace()

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

/** The names in the place as the calls leave them, each with what it names: whether that holds anything. */
class Names {
  readonly #known = new Map<string, { filled: boolean }>()

  /** What a call of open with these flags did. */
  open(path: string, flags: string): readonly string[] {
    const known = this.#known.get(path)
    if (!known && flags.includes('O_CREAT')) {
      this.#known.set(path, { filled: false })
      return [`create ${path}`]
    }
    if (!known?.filled || !flags.includes('O_TRUNC')) return []
    known.filled = false
    return ['truncate']
  }

  fill(path: string, filled: boolean): void {
    const known = this.#known.get(path)
    if (known) known.filled = filled
  }

  link(from: string, to: string): void {
    const known = this.#known.get(from)
    if (known) this.#known.set(to, known)
  }

  remove(path: string): void {
    this.#known.delete(path)
  }

  rename(from: string, to: string): void {
    this.link(from, to)
    this.remove(from)
  }
}

/** What a call that succeeded did in the place. */
function traced(line: string, place: string, names: Names): readonly string[] {
  const [, name = '', args = '', result = ''] = /^(\w+)\((.*)\)\s+= (\d+)/.exec(line) ?? []
  const strings = Array.from(args.matchAll(/"([^"]*)"/g), ([, path = '']) => normalize(path))
  const paths = strings.flatMap((path) => pathWithin(place, path) ?? [])
  const [first = '', second = ''] = paths
  const own = pathWithin(place, /^\d+<([^>]*)>/.exec(args)?.[1] ?? '')
  if (own === undefined && paths.length === 0) return []
  switch (name) {
    case 'openat':
      return names.open(first, args)
    case 'write':
    case 'pwrite64':
    case 'writev':
    case 'pwritev':
      if (own === undefined || result === '0') return []
      names.fill(own, true)
      return [`write ${result}`]
    case 'ftruncate':
      names.fill(own ?? '', !args.endsWith(' 0'))
      return ['truncate']
    case 'fsync':
    case 'fdatasync':
      return ['sync']
    case 'rename':
    case 'renameat2':
      names.rename(first, second)
      return [`rename ${first} ${second}`]
    case 'link':
      names.link(first, second)
      break
    case 'unlink':
      names.remove(first)
  }
  return [`${name} ${paths.join(' ')}`]
}

describe('the recorder', () => {
  it.skipIf(lack !== undefined)(`agrees with strace, call by call${lack === undefined ? '' : ` (${lack})`}`, () => {
    const folder = dirSync({ prefix: 'fs-trace', unsafeCleanup: true })
    try {
      const [place, file] = [join(folder.name, 'places', 'p'), join(folder.name, 'trace')]
      mkdirSync(place, { recursive: true })
      const node = [process.execPath, '--import', 'jiti/register', child, place]
      const options = ['-f', '-y', '-s', '4096', '-o', file, '-e', `trace=${calls}`]
      const ran = spawnSync('strace', [...options, ...node], { encoding: 'utf8', maxBuffer: 2 ** 26 })
      expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: 0, stderr: '' })
      const recorded = ran.stdout.trim().split('\n')
      const names = new Names()
      const told = whole(readFileSync(file, 'utf8')).flatMap((line) => traced(line, place, names))
      expect(recorded).toEqual(told)
      expect(new Set(recorded.map((line) => line.split(' ')[0]))).toEqual(
        new Set(['mkdir', 'create', 'write', 'truncate', 'sync', 'rename', 'link', 'unlink', 'rmdir']),
      )
    } finally {
      folder.removeCallback()
    }
  })
})
