/**
 * Locks: named leases that a crash frees by expiry, with one holder each, or as many as all of them admit.
 *
 * A lock is a row of the store: name, token, owner, and the times below. Every time is judged by the store's clock in
 * the very statement that reads or changes the row. A lease runs until `expiresAtMs`; then a grace runs, whose length
 * the holder itself wrote into the row; from `takeableAtMs` = expiry + grace on, another may take the lock over.
 * The holder may renew for as long as nobody did. Tokens of a name rise for ever: through release, eviction, reopening
 * and steps of the clock (Kleppmann 2016, "How to do distributed locking": fencing tokens).
 *
 * A name has as many slots as the least of its holders asked for (a counting semaphore; Dijkstra 1965, "Cooperating
 * sequential processes"), each held under a token and a lease of its own. So nobody has more company than it asked for,
 * and who asks for one slot has none: beside larger numbers that gives shared and exclusive holders of one name.
 */
import type { Identity } from '../values.ts'
import { durationMsMax } from '../values.ts'
import { checkIdentity } from '../identity.ts'
import type { Damage, PortClaims, PortSpec } from '../port.ts'
import { demandClaim, name, optionalCursor, optionally, record, refuse, whole } from '../port.ts'
import type { No } from '../claims.ts'
import { isNo } from '../claims.ts'
import { StoreError } from '../errors.ts'

/** What a contender asks for. */
export interface AcquireOptions {
  /** who asks; stored as it is and shown to those who find the lock busy */
  readonly owner: Identity
  /** length of the lease, 1 to 86,400,000 ms */
  readonly ttlMs: number
  /** how long after expiry nobody may take the lock over, 0 to 86,400,000 ms; kept in the row (durability:I5) */
  readonly graceMs: number
  /** how often the holder means to renew, 1 to 86,400,000 ms; kept in the row, for those who judge the holder */
  readonly heartbeatMs: number
  /** ask for a token that can fence writes; refused with UNSUPPORTED where the adapter claims none */
  readonly fenced?: boolean
  /**
   * lapsed, where absent: a lock whose expiry and grace are over is taken over. never: a lock that is held is busy, however
   * late its holder is, for whoever judges holders and evicts them by itself (durability:I13)
   */
  readonly takeover?: 'lapsed' | 'never'
  /**
   * how many may hold the name at once, the asker among them, 1 to 1,000,000; 1 where absent. More than 1 is refused with
   * UNSUPPORTED where the adapter claims one holder a name (durability:L13)
   */
  readonly slots?: number
}

/** A lock row as it stood at `atMs`. */
export interface LockSnapshot {
  readonly name: string
  /** the acquisition's identity, 1 to 2^53-1, greater than every earlier token of this name */
  readonly token: number
  readonly owner: Identity
  readonly acquiredAtMs: number
  /** the last renewal, or the acquisition */
  readonly heartbeatAtMs: number
  readonly expiresAtMs: number
  /** `expiresAtMs` plus the holder's grace */
  readonly takeableAtMs: number
  readonly heartbeatMs: number
  /** how many may hold the name at once, as far as this holder goes, 2 to 1,000,000; absent where it is to be alone */
  readonly slots?: number
  /** the store's time when the row was read: ages are differences to it, never to the caller's clock */
  readonly atMs: number
}

/** `holder` is in the way: of several the one that becomes takeable first, and of those the one with the lower token. */
export type Acquired =
  | { readonly status: 'acquired'; readonly lease: LockSnapshot }
  | { readonly status: 'busy'; readonly holder: LockSnapshot }

/** `lost` is certain: the caller no longer holds the lock and never will by this token. */
export type Renewed = { readonly status: 'held'; readonly lease: LockSnapshot } | { readonly status: 'lost' }

export type Released = { readonly status: 'released' } | { readonly status: 'not-held' }

export type Evicted = { readonly status: 'evicted' } | { readonly status: 'changed' }

/** `lock` is, of several holders, the one that becomes takeable first, and of those the one with the lower token. */
export type Inspected = { readonly status: 'held'; readonly lock: LockSnapshot } | { readonly status: 'free' }

/** One page of rows in no particular order; without `cursor` it was the last. */
export interface LockPage extends Damage {
  readonly locks: readonly LockSnapshot[]
  readonly cursor?: string
}

/**
 * The port. Each call is one atomic step on the store: it has taken effect when its promise is fulfilled, and is
 * durable to the extent that the adapter claims in `survives`. A rejection is a `StoreError`; its code tells whether
 * the call surely had no effect or an unknown one. No call waits for a holder. Names are 1 to 512 bytes of UTF-8 and
 * compared byte by byte.
 */
export interface Locks {
  /**
   * Takes a slot of the lock, or says who is in the way. A row that is takeable is in nobody's way, unless `takeover` is
   * never; the asker is admitted if, with the rows that are, there are no more holders than it asks for and than each of
   * them asked for. Rows that are in nobody's way go in the same step. Not reentrant: an owner that asks again counts
   * like anyone else, and is busy where there is no slot for it.
   * @throws StoreError INVALID_ARGUMENT, UNSUPPORTED (`fenced` where no fencing is claimed, `slots` where one holder is), CLOSED
   * @see durability:H1, H2, H6, H10, I1, I2, I3, I5, J5, L13
   */
  acquire(name: string, options: AcquireOptions): Promise<Acquired>
  /**
   * Extends the lease with this token to `ttlMs` from now. An expired lease that nobody took over is extended too: the
   * row decides, not the clock. A rejection means that the outcome is unknown or that nothing happened, by its code.
   * @param options.ttlMs - 1 to 86,400,000 ms
   * @see durability:J1, J2, J3
   */
  renew(name: string, token: number, options: { readonly ttlMs: number }): Promise<Renewed>
  /** Frees the slot that this token holds. A token that holds none changes nothing. @see durability:H4, J1 */
  release(name: string, token: number): Promise<Released>
  /**
   * Removes the very row that was judged: if token or expiry differ from the snapshot's, nothing changes.
   * @see durability:I14, I15
   */
  evict(snapshot: LockSnapshot): Promise<Evicted>
  /** Reads one row of the name, expired or not. */
  inspect(name: string): Promise<Inspected>
  /**
   * Reads rows page by page, one for each holder. A row that lies there from the first page to the last is given exactly once.
   * @param options.limit - rows in a page, 1 to 1,000
   */
  list(options: { readonly limit: number; readonly cursor?: string }): Promise<LockPage>
}

/** What an adapter answers for locks. */
export type LocksClaims = {
  /** `store`: one clock for all sessions of a place judges expiry; no: leases do not expire by themselves */
  readonly clock: 'store' | No
  /** `transactional`: a stale token is refused in the statement that writes; `advisory`: it is checked just before */
  readonly fencing: 'transactional' | 'advisory' | No
  /** `counted`: a name may have several holders, counted in the step that admits one; no: it has one at a time */
  readonly slots: 'counted' | No
}

/** The most slots that a name can have. */
const slotsMax = 1_000_000

/** The facts of a snapshot. */
export const snapshotKeys: readonly string[] = [
  'name',
  'token',
  'owner',
  'acquiredAtMs',
  'heartbeatAtMs',
  'expiresAtMs',
  'takeableAtMs',
  'heartbeatMs',
  'atMs',
]

const acquireKeys: readonly string[] = ['owner', 'ttlMs', 'graceMs', 'heartbeatMs', 'fenced', 'takeover', 'slots']

const anyTime: readonly [number, number] = [0, Number.MAX_SAFE_INTEGER]

function checkToken(argument: string, value: unknown): void {
  whole(argument, value, 1, Number.MAX_SAFE_INTEGER)
}

function checkAcquire([lock, options]: readonly unknown[], claims: PortClaims): void {
  name('name', lock)
  const asked = record('options', options, acquireKeys)
  checkIdentity('options.owner', asked['owner'])
  whole('options.ttlMs', asked['ttlMs'], 1, durationMsMax)
  whole('options.graceMs', asked['graceMs'], 0, durationMsMax)
  whole('options.heartbeatMs', asked['heartbeatMs'], 1, durationMsMax)
  const { fenced, takeover, slots } = asked
  if (fenced !== undefined && typeof fenced !== 'boolean') refuse('options.fenced', 'true, false or nothing', fenced)
  if (takeover !== undefined && takeover !== 'lapsed' && takeover !== 'never')
    refuse('options.takeover', 'lapsed, never or nothing', takeover)
  optionally(slots, (given) => whole('options.slots', given, 1, slotsMax))
  if (Number(slots) > 1) demandClaim(claims, 'slots' satisfies keyof LocksClaims, 'a name has one holder at a time')
  const claim = claims['fencing']
  if (fenced === true && isNo(claim)) throw new StoreError('UNSUPPORTED', `no fencing token: ${claim.no}`)
}

function checkEvict([snapshot]: readonly unknown[]): void {
  const row = record('snapshot', snapshot, [...snapshotKeys, 'slots'])
  name('snapshot.name', row['name'])
  checkToken('snapshot.token', row['token'])
  checkIdentity('snapshot.owner', row['owner'])
  for (const key of snapshotKeys.slice(3)) whole(`snapshot.${key}`, row[key], ...anyTime)
  optionally(row['slots'], (given) => whole('snapshot.slots', given, 2, slotsMax))
}

function checkList([options]: readonly unknown[]): void {
  const asked = record('options', options, ['limit', 'cursor'])
  whole('options.limit', asked['limit'], 1, 1_000)
  const { cursor } = asked
  optionalCursor('options.cursor', cursor, 'list')
}

/** What the shell knows of locks. */
export const locksPort: PortSpec<'locks', Locks> = {
  name: 'locks',
  claims: {
    clock: { says: 'whose clock judges expiry', answers: ['store'], refusable: true },
    fencing: { says: 'whether tokens can fence writes', answers: ['transactional', 'advisory'], refusable: true },
    slots: { says: 'whether a name may have several holders', answers: ['counted'], refusable: true },
  },
  methods: {
    acquire: checkAcquire,
    renew([lock, token, options]) {
      name('name', lock)
      checkToken('token', token)
      whole('options.ttlMs', record('options', options, ['ttlMs'])['ttlMs'], 1, durationMsMax)
    },
    release([lock, token]) {
      name('name', lock)
      checkToken('token', token)
    },
    evict: checkEvict,
    inspect([lock]) {
      name('name', lock)
    },
    list: checkList,
  },
}
