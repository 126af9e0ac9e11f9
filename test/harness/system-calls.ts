/**
 * A process of an actor under strace: it tells the system calls that are made on the files of a place, and kills the
 * process before one of them, whatever lies between the adapter and the system.
 */
import { readFileSync } from 'node:fs'
import { ActorProcess } from '../../dist/src/harness/actors/process.js'

/** The system calls at which a process is killed. */
const killedAt = ['write', 'pwrite64', 'fsync', 'fdatasync', 'rename', 'unlink', 'ftruncate'] as const

/** One system call of a process, by its name and how many of that name came before it, counted from 1. */
export interface SystemCall {
  readonly name: string
  readonly hit: number
  /** the path of the file, as the system has it */
  readonly path: string
}

/** What is traced. */
export interface Tracing {
  readonly adapter: string
  /** the files of which calls are told; others are let pass */
  readonly files: readonly string[]
  /** where strace writes */
  readonly trace: string
  /** the call before which the process is killed */
  readonly killAt?: SystemCall | undefined
}

// Without --seccomp-bpf: under it strace 6.1 injects no signal.
function optionsOf({ files, trace, killAt }: Tracing): readonly string[] {
  const inject = killAt ? ['-e', `inject=${killAt.name}:signal=SIGKILL:when=${killAt.hit}`] : []
  const paths = files.flatMap((file) => ['-P', file])
  return ['-f', '-y', '-o', trace, '-e', 'signal=KILL', '-e', `trace=${killedAt.join()}`, ...paths, ...inject]
}

/** Starts a process that is traced. */
export function startTraced(tracing: Tracing): Promise<ActorProcess> {
  return ActorProcess.start({
    adapter: tracing.adapter,
    callMs: 20_000,
    remote: false,
    watched: [],
    under: { command: ['strace', ...optionsOf(tracing)], marks: '/dev/null' },
  })
}

/** What strace has told so far: the calls, in order, and whether it killed who made them. */
export function toldIn(trace: string): { readonly calls: readonly SystemCall[]; readonly killed: boolean } {
  const hits = new Map<string, number>()
  const text = readFileSync(trace, 'utf8')
  const calls = text.split('\n').flatMap((line) => {
    const [, name, path = ''] = /^\d+ +(\w+)\((?:\d+<([^>]*)>)?/.exec(line) ?? []
    if (name === undefined) return []
    const hit = (hits.get(name) ?? 0) + 1
    hits.set(name, hit)
    return [{ name, hit, path }]
  })
  return { calls, killed: /^\d+ +\+\+\+ killed by SIGKILL/m.test(text) }
}
