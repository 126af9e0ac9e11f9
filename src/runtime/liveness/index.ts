/** Who is dead, whose lock may be taken, and how it stands, as the part `liveness` promises it: pure functions of what they are given. */
import type {
  Liveness,
  LivenessPart,
  LivenessStatus,
  ProcessLook,
  Standing,
  Takeover,
  TakeoverReading,
} from '../../../contracts/runtime/liveness/part.ts'
import type { Identity, LockSnapshot } from '../../../contracts/index.ts'
import { noBoot, noStart, pidMax } from '../../../contracts/values.ts'

function is(status: LivenessStatus, why: string): Liveness {
  return { status, why }
}

/** Whether two facts are told, and differ. */
function differ<Fact>(one: Fact, other: Fact, untold: Fact): boolean {
  return one !== other && one !== untold && other !== untold
}

/** What can be said of a process without a look at it; undefined where a look decides. */
function foregone(of: Identity, here: Identity): Liveness | undefined {
  const { instance, host, boot, pid, pidStart } = of
  if (instance === here.instance) return is('alive', 'it is this process')
  if (host !== here.host) return is('unknown', `nothing is known here of processes on ${host}`)
  if (!Number.isSafeInteger(pid) || pid < 1 || pid > pidMax) return is('unknown', `${pid} is no pid`)
  if (differ(boot, here.boot, noBoot)) return is('dead', 'the host has been started anew since')
  if (pid !== here.pid) return undefined
  if (pidStart === noStart || here.pidStart === noStart)
    return is('unknown', `its pid ${pid} is ours, and no start is told`)
  return pidStart === here.pidStart
    ? is('alive', 'it is another instance in this process')
    : is('dead', `its pid ${pid} is that of this process`)
}

function byLook({ pid, pidStart }: Identity, look: ProcessLook): Liveness {
  switch (look.status) {
    case 'none':
      return is('dead', `there is no process ${pid}`)
    case 'zombie':
      return is('dead', `process ${pid} has ended`)
    case 'failed':
      return is('unknown', `process ${pid} could not be looked at: ${look.code}`)
    case 'there':
    case 'forbidden':
      return differ(pidStart, look.pidStart ?? noStart, noStart)
        ? is('dead', `its pid ${pid} is that of a process that started at another time`)
        : is('alive', `process ${pid} is there`)
  }
}

/** Judges a process from where `here` is. */
export function judge(of: Identity, here: Identity, look: (pid: number) => ProcessLook): Liveness {
  return foregone(of, here) ?? byLook(of, look(of.pid))
}

/** Says whether a lock may be taken from its holder. */
export function mayTake({ times, holder, policy, floorMs }: Takeover): TakeoverReading {
  const { atMs, acquiredAtMs, expiresAtMs, takeableAtMs } = times
  const hasLapsed = atMs >= takeableAtMs
  if (policy === 'exclusive' && holder === 'alive')
    return { may: false, why: 'its process lives, and must be ended first' }
  if (policy === 'exclusive' && holder === 'unknown')
    return { may: false, why: 'its process may live: it is for people to judge' }
  if (hasLapsed) return { may: true, why: `its lease ran out ${atMs - expiresAtMs} ms ago` }
  const stands = `its lease may be taken in ${takeableAtMs - atMs} ms`
  if (policy === 'heartbeat' || holder !== 'dead') return { may: false, why: stands }
  const ageMs = atMs - acquiredAtMs
  return ageMs >= floorMs
    ? { may: true, why: 'its holder is dead' }
    : { may: false, why: `its holder is dead, but it was taken ${ageMs} ms ago, and ${floorMs} ms are due` }
}

/** Says how a lock stands, by its heartbeats alone. */
export function standing({ atMs, heartbeatAtMs, expiresAtMs, takeableAtMs }: LockSnapshot): Standing {
  if (atMs < expiresAtMs) return { status: 'running', why: `its last heartbeat came ${atMs - heartbeatAtMs} ms ago` }
  const overdue = `its lease ran out ${atMs - expiresAtMs} ms ago`
  return atMs < takeableAtMs ? { status: 'silent', why: overdue } : { status: 'lapsed', why: overdue }
}

export const liveness: LivenessPart = { judge, mayTake, standing }
