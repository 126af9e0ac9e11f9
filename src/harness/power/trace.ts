/**
 * What strace tells of the system calls of a process, read into file operations below one folder and marks. Pure. It is
 * run with `-f -y -xx`, so that every string and every path of a descriptor is in hexadecimal.
 */
import { FileTable, pathWithin } from './file-table.ts'
import type { Present } from './file-table.ts'
import type { FileOperation, Recorded } from './operation.ts'
import { isSharedMemory } from './wal.ts'

/** The system calls that are traced: those that change files and names, and those that move descriptors. */
const tracedCalls = [
  'open openat creat close lseek read dup dup2 dup3 write pwrite64 writev pwritev pwritev2 ftruncate truncate fallocate',
  'copy_file_range fsync fdatasync rename renameat renameat2 link linkat symlink symlinkat unlink unlinkat mkdir mkdirat',
  'rmdir',
]
  .join(' ')
  .split(' ')

/** Bytes of a string that are told; of a longer one the rest is not known. */
const stringMax = 2 ** 22

/** Options of strace by which this module can read what it writes. */
export const traceOptions: readonly string[] = [
  '-f',
  '-y',
  '-xx',
  '-A',
  '--seccomp-bpf',
  '-s',
  String(stringMax),
  '-e',
  'signal=none',
  '-e',
  // One that this machine does not know is left out.
  `trace=${tracedCalls.map((call) => `?${call}`).join()}`,
]

/** One system call that succeeded. */
interface SystemCall {
  readonly name: string
  /** the arguments as strace writes them */
  readonly args: readonly string[]
  /** what it returned, without a path beside it */
  readonly result: number
}

/** Puts a call together that strace wrote in two halves, since another thread came between. */
class Lines {
  readonly #halves = new Map<string, string>()

  /** The whole text of a call without its thread; undefined where it is not whole yet or no call. */
  whole(line: string): string | undefined {
    const [, thread = '', text = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? []
    const half = /^(.*?)\s*<unfinished \.\.\.>$/.exec(text)
    if (half) {
      this.#halves.set(thread, half[1] ?? '')
      return undefined
    }
    const rest = /^<\.\.\. \w+ resumed>(.*)$/.exec(text)
    return rest ? `${this.#halves.get(thread) ?? ''}${rest[1] ?? ''}` : text
  }
}

const callShape = /^(\w+)\((.*)\)\s+= (\d+)(?:<.*>)?(?:\s\(.*\))?$/

function parsed(text: string): SystemCall | undefined {
  const [, name, args = '', result] = callShape.exec(text) ?? []
  return name === undefined ? undefined : { name, args: args.split(', '), result: Number(result) }
}

function unhex(text: string): Buffer {
  return Buffer.from(text.replaceAll('\\x', ''), 'hex')
}

/** The bytes of a string argument. */
function bytesOf(arg = ''): Buffer {
  return unhex(arg.slice(arg.indexOf('"') + 1, arg.lastIndexOf('"')))
}

function isCut(arg = ''): boolean {
  return arg.endsWith('...')
}

/** The path beside a descriptor. */
function pathBeside(arg = ''): string {
  return unhex(/<([^>]*)>/.exec(arg)?.[1] ?? '').toString()
}

/** The path that an argument names, starting at the folder that stands before it where it is relative. */
function pathOf(arg: string | undefined, at?: string): string {
  const path = bytesOf(arg).toString()
  return path.startsWith('/') || at === undefined ? path : `${pathBeside(at)}/${path}`
}

/** Reads the trace of one process. */
class Trace {
  readonly #folder: string
  readonly #marks: string
  readonly #table: FileTable

  constructor(folder: string, marks: string, present: readonly Present[]) {
    this.#folder = folder
    this.#marks = marks
    this.#table = new FileTable(present)
  }

  get strangers(): readonly string[] {
    return this.#table.strangers
  }

  /** What a call did in the folder. */
  read({ name, args, result }: SystemCall): readonly Recorded[] {
    const table = this.#table
    const descriptor = Number.parseInt(args[0] ?? '', 10)
    switch (name) {
      case 'open':
      case 'creat':
        return this.#open(result, pathOf(args[0]), name === 'creat' ? 'O_CREAT|O_TRUNC' : (args[1] ?? ''))
      case 'openat':
        return this.#open(result, pathOf(args[1], args[0]), args[2] ?? '')
      case 'close':
        table.close(descriptor)
        return []
      case 'read':
        table.read(descriptor, result)
        return []
      case 'write':
        return this.#write(descriptor, args, result)
      case 'pwrite64':
        if (isCut(args[1])) return this.#unread(args)
        return table.write(descriptor, bytesOf(args[1]).subarray(0, result), Number(args[3]))
      case 'ftruncate':
        return table.truncate(descriptor, Number(args[1]))
      case 'fsync':
      case 'fdatasync':
        return table.sync(descriptor)
      default:
        return this.#renamed(name, args)
    }
  }

  #open(descriptor: number, path: string, flags: string): readonly FileOperation[] {
    this.#table.close(descriptor)
    const within = this.#within(path)
    if (within === undefined) return []
    const has = (flag: string): boolean => flags.includes(flag)
    return this.#table.open(descriptor, within, {
      create: has('O_CREAT'),
      truncate: has('O_TRUNC'),
      append: has('O_APPEND'),
      // O_DSYNC too
      sync: has('SYNC'),
    })
  }

  #write(descriptor: number, args: readonly string[], result: number): readonly Recorded[] {
    if (isCut(args[1])) return this.#unread(args)
    const bytes = bytesOf(args[1]).subarray(0, result)
    if (pathBeside(args[0]) !== this.#marks) return this.#table.write(descriptor, bytes)
    return bytes
      .toString()
      .trimEnd()
      .split('\n')
      .map((mark) => ({ op: 'mark', mark }))
  }

  /** Calls that change names. */
  #renamed(name: string, args: readonly string[]): readonly FileOperation[] {
    const table = this.#table
    const own = this.#within(pathOf(args[0]))
    const beside = this.#within(pathOf(args[1], args[0]))
    switch (name) {
      case 'mkdir':
        return own === undefined ? [] : table.mkdir(own)
      case 'mkdirat':
        return beside === undefined ? [] : table.mkdir(beside)
      case 'rmdir':
        return own === undefined ? [] : table.rmdir(own)
      case 'unlink':
        return own === undefined ? [] : table.unlink(own)
      case 'unlinkat': {
        if (beside === undefined) return []
        return args[2]?.includes('AT_REMOVEDIR') ? table.rmdir(beside) : table.unlink(beside)
      }
      case 'rename':
      case 'link':
        return this.#twoPaths(name, own, this.#within(pathOf(args[1])))
      case 'renameat':
      case 'renameat2':
      case 'linkat':
        return this.#twoPaths(name === 'linkat' ? 'link' : 'rename', beside, this.#within(pathOf(args[3], args[2])))
      default:
        return this.#unread(args)
    }
  }

  #twoPaths(how: 'rename' | 'link', from: string | undefined, to: string | undefined): readonly FileOperation[] {
    if (from !== undefined && to !== undefined) return this.#table[how](from, to)
    for (const path of [from, to]) if (path !== undefined) this.#table.meet(path)
    return []
  }

  /** Notes that the trace does not tell all, where a call that is not read concerns the folder. */
  #unread(args: readonly string[]): readonly FileOperation[] {
    for (const arg of args) {
      const path = this.#within(arg.includes('<') ? pathBeside(arg) : pathOf(arg))
      if (path !== undefined) this.#table.meet(path)
    }
    return []
  }

  #within(path: string): string | undefined {
    const within = pathWithin(this.#folder, path)
    return within !== undefined && isSharedMemory(within) ? undefined : within
  }
}

/** What a trace tells. */
export interface TraceTold {
  readonly recorded: readonly Recorded[]
  /** names in the folder of which it does not tell all */
  readonly strangers: readonly string[]
}

/** Reads the lines of a trace: operations below `folder`, and marks, which are lines written to the file `marks`. */
export function readTrace(
  text: string,
  { folder, marks, present }: { readonly folder: string; readonly marks: string; readonly present: readonly Present[] },
): TraceTold {
  const lines = new Lines()
  const trace = new Trace(folder, marks, present)
  const recorded: Recorded[] = []
  for (const line of text.split('\n')) {
    const whole = lines.whole(line)
    const call = whole === undefined ? undefined : parsed(whole)
    if (call) recorded.push(...trace.read(call))
  }
  return { recorded, strangers: trace.strangers }
}
