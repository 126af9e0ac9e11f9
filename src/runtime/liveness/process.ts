/**
 * What the system tells of processes: who this one is, and what a look at a pid shows. On Linux all is read in /proc; a
 * host that tells less leaves the boot and the starts open, and who judges takes that for unknown (durability:T11).
 */
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Identity } from '../../../contracts/index.ts'
import { noBoot, noStart } from '../../../contracts/values.ts'
import type { ProcessLook } from '../../../contracts/runtime/liveness/part.ts'
import { ofProcess } from '../../core/of-process.ts'
import { newId } from '../../core/ids.ts'

/** The pid namespace of whoever was there first: PROC_PID_INIT_INO of Linux. */
const firstNamespace = 'pid:[4026531836]'

/** What of the system is read; each throws where it is not to be had. */
export interface ProcessSystem {
  /** the state letter and the start of a process, in clock ticks since boot */
  readonly stat: (pid: number) => { readonly state: string; readonly startTicks: number }
  readonly bootId: () => string
  /** like pid:[4026531836] */
  readonly namespace: () => string
  readonly hostname: () => string
  /** signal 0: throws ESRCH where there is no process, and EPERM where it is somebody else's */
  readonly probe: (pid: number) => void
}

/** The fields of /proc/<pid>/stat after the name, which may hold spaces and brackets itself: proc(5). */
export function statIn(text: string): { readonly state: string; readonly startTicks: number } {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state = '', startTicks] = [fields[0], Number(fields[19])]
  if (!Number.isSafeInteger(startTicks)) throw new Error('not the text of /proc/<pid>/stat')
  return { state, startTicks }
}

export const thisSystem: ProcessSystem = {
  stat: (pid) => statIn(readFileSync(`/proc/${pid}/stat`, 'latin1')),
  bootId: () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
  namespace: () => readlinkSync('/proc/self/ns/pid'),
  hostname,
  probe: (pid) => void process.kill(pid, 0),
}

function orElse<Fact>(read: () => Fact, otherwise: Fact): Fact {
  try {
    return read()
  } catch {
    return otherwise
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

/** Looks at a pid, a whole number from 1. */
export function lookAt(pid: number, system: ProcessSystem = thisSystem): ProcessLook {
  const stat = orElse(() => system.stat(pid), undefined)
  const started = stat ? { pidStart: stat.startTicks } : {}
  try {
    system.probe(pid)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ESRCH') return { status: 'none' }
    return code === 'EPERM' ? { status: 'forbidden', ...started } : { status: 'failed', code }
  }
  // Z: it has ended, and its parent has not waited for it; X: it is about to go (proc(5)).
  return ['Z', 'X'].includes(stat?.state ?? '') ? { status: 'zombie' } : { status: 'there', ...started }
}

/**
 * Who a process is: this one by itself. `host` says whom its pids are known to: it must differ between hosts, and between
 * containers that do not see each other's processes; in a container the pid namespace is added to the host's name. Whoever
 * gives a container a name of its own that outlasts a restart can set it here or as HOLDFAST_HOST: then a holder with our
 * pid from before the restart is known to be dead (durability:I11).
 */
export function identityOf(
  {
    host,
    instance = newId(),
    pid = process.pid,
  }: { readonly host?: string | undefined; readonly instance?: string; readonly pid?: number },
  system: ProcessSystem = thisSystem,
): Identity {
  const namespace = orElse(system.namespace, firstNamespace)
  const named = host ?? (namespace === firstNamespace ? system.hostname() : `${system.hostname()}/${namespace}`)
  return {
    instance,
    host: named,
    boot: orElse(system.bootId, noBoot),
    pid,
    pidStart: orElse(() => system.stat(pid).startTicks, noStart),
  }
}

/** Who this process is: the same in every copy of this package that it runs. */
export function ownIdentity(): Identity {
  return ofProcess('identity', () => identityOf({ host: process.env['HOLDFAST_HOST'] || undefined }))
}
