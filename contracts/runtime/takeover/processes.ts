/** The processes that scenes speak of, as they look from the host of whoever takes locks. */
import type { Identity } from '../../values.ts'
import type { ProcessLook } from '../liveness/part.ts'

const host = 'here'
const boot = 'boot-2'
const ourPid = 7

interface Known {
  readonly identity: Identity
  readonly look: ProcessLook
}

function process(instance: string, pid: number, look: ProcessLook, facts: Partial<Identity> = {}): Known {
  return { identity: { instance, host, boot, pid, pidStart: 100, ...facts }, look }
}

/** A process by what it is. */
export type ProcessName = 'living' | 'dead' | 'recycled' | 'forbidden' | 'unseen' | 'elsewhere' | 'heir' | TakerName

export type TakerName = 'taker' | 'rival'

const known: { readonly [name in ProcessName]: Known } = {
  living: process('living', 8, { status: 'there', pidStart: 100 }),
  dead: process('dead', 9, { status: 'none' }),
  recycled: process('recycled', 10, { status: 'there', pidStart: 200 }),
  forbidden: process('forbidden', 11, { status: 'forbidden', pidStart: 100 }),
  unseen: process('unseen', 12, { status: 'failed', code: 'EIO' }),
  elsewhere: process('elsewhere', 9, { status: 'none' }, { host: 'there' }),
  heir: process('heir', 13, { status: 'there', pidStart: 100 }),
  // The two that take locks are in one process, as those of a pool are.
  taker: process('taker', ourPid, { status: 'there', pidStart: 100 }),
  rival: process('rival', ourPid, { status: 'there', pidStart: 100 }),
}

/** Those that only hold locks. */
export const holderNames: readonly ProcessName[] = ['living', 'dead', 'recycled', 'forbidden', 'unseen', 'elsewhere']

/** Those that live, as far as somebody there knows. */
export const livingNames: readonly ProcessName[] = ['living', 'heir', 'taker', 'rival']

export function identityOf(name: ProcessName): Identity {
  return { ...known[name].identity }
}

/** What a look at a pid shows. */
export function lookAt(pid: number): ProcessLook {
  const found = Object.values(known).find(({ identity }) => identity.host === host && identity.pid === pid)
  return found?.look ?? { status: 'none' }
}
