/**
 * What the system tells of processes: who this one is, and what a look at a pid shows. On Linux all is read in /proc; a
 * host that tells less leaves the boot and the starts open, and who judges takes that for unknown (durability:T11).
 */
import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Identity } from '../../../contracts/index.ts'
import { name } from '../../../contracts/port.ts'
import { noBoot, noStart, pidMax } from '../../../contracts/values.ts'
import type { ProcessLook } from '../../../contracts/runtime/liveness/part.ts'
import { ofProcess } from '../../core/of-process.ts'
import { newId } from '../../core/ids.ts'

/** The pid namespace of whoever was there first: PROC_PID_INIT_INO of Linux. */
const firstNamespace = 'pid:[4026531836]'

/** What /proc/<pid>/stat says of a process. */
export interface ProcessStat {
  /** a letter: proc(5) */
  readonly state: string
  readonly threads: number
  /** when it started, in clock ticks since boot */
  readonly startTicks: number
}

/** What of the system is read; each throws where it is not to be had. */
export interface ProcessSystem {
  readonly stat: (pid: number) => ProcessStat
  readonly bootId: () => string
  /** what the machine is known by for as long as it is installed: machine-id(5) */
  readonly machineId: () => string
  /** like pid:[4026531836] */
  readonly namespace: () => string
  readonly hostname: () => string
  /** signal 0: throws ESRCH where there is no process, and EPERM where it is somebody else's */
  readonly probe: (pid: number) => void
}

/** The fields of /proc/<pid>/stat after the name, which may hold spaces and brackets itself: proc(5). */
export function statIn(text: string): ProcessStat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state = '', threads, startTicks] = [fields[0], Number(fields[17]), Number(fields[19])]
  if (!Number.isSafeInteger(startTicks)) throw new Error('not the text of /proc/<pid>/stat')
  return { state, threads, startTicks }
}

/** A /proc that was mounted in another pid namespace tells of other processes than signals reach. */
function demandOwnProc(): void {
  if (readlinkSync('/proc/self') !== String(process.pid)) throw new Error('/proc is of another pid namespace')
}

export const thisSystem: ProcessSystem = {
  stat(pid) {
    demandOwnProc()
    return statIn(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  },
  bootId: () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
  machineId: () => readFileSync('/etc/machine-id', 'utf8').trim(),
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

/**
 * Whether nothing of a process runs any more. Z: it has ended, and its parent has not waited for it; X: it is about to go. A
 * thread that is stuck in a write outlasts the first one, and may still write.
 */
function hasEnded({ state, threads }: ProcessStat): boolean {
  return ['Z', 'X'].includes(state) && threads <= 1
}

/** Looks at a pid; what is none is not asked for, since zero and negative ones are groups of processes (kill(2)). */
export function lookAt(pid: number, system: ProcessSystem = thisSystem): ProcessLook {
  if (!Number.isSafeInteger(pid) || pid < 1 || pid > pidMax) return { status: 'failed', code: 'EINVAL' }
  const stat = orElse(() => system.stat(pid), undefined)
  const started = stat ? { pidStart: stat.startTicks } : {}
  try {
    system.probe(pid)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ESRCH') return { status: 'none' }
    return code === 'EPERM' ? { status: 'forbidden', ...started } : { status: 'failed', code }
  }
  return stat && hasEnded(stat) ? { status: 'zombie' } : { status: 'there', ...started }
}

/** Sixteen digits that stand for a text: an id of a machine is not to be shown as it is (machine-id(5)). */
function digitsOf(text: string): string {
  return createHash('sha256').update(`holdfast ${text}`).digest('hex').slice(0, 16)
}

/**
 * Whom the pids of this process are known to: its host's name with the machine, or, where that is not known or in a
 * container, with the boot, since images of containers share their files; and with the pid namespace there, which does not
 * outlast the boot. So two machines with one name are two hosts.
 */
function hostOf(system: ProcessSystem): string {
  const namespace = orElse(system.namespace, firstNamespace)
  const machine = namespace === firstNamespace ? orElse(system.machineId, '') : ''
  const facts = machine === '' ? `${orElse(system.bootId, noBoot)} ${namespace}` : machine
  return `${system.hostname()}/${digitsOf(facts)}`
}

/**
 * Who a process is: this one by itself. Whoever gives a container a name that outlasts a restart, and that no other has, says
 * it as `host`, 1 to 512 bytes of UTF-8: then a holder with our pid from before the restart is known to be dead
 * (durability:I11). Throws a `StoreError` INVALID_ARGUMENT where it cannot be one.
 */
export function identityOf(
  {
    host,
    instance = newId(),
    pid = process.pid,
  }: { readonly host?: string | undefined; readonly instance?: string; readonly pid?: number },
  system: ProcessSystem = thisSystem,
): Identity {
  if (host !== undefined) name('host', host)
  return {
    instance,
    host: host ?? hostOf(system),
    boot: orElse(system.bootId, noBoot),
    pid,
    pidStart: orElse(() => system.stat(pid).startTicks, noStart),
  }
}

/** Who this process is: the same in every copy of this package that a thread of it loads. Its host may be told as HOLDFAST_HOST. */
export function ownIdentity(): Identity {
  return ofProcess('identity', () => identityOf({ host: process.env['HOLDFAST_HOST'] || undefined }))
}
