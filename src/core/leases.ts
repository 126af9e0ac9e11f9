/**
 * The arithmetic of leases, which every adapter of locks does alike: from the rows of a name, what was asked and the time,
 * to who is admitted, and to its row. Pure: how rows are kept is the adapter's.
 */
import type { AcquireOptions, LockSnapshot } from '../../contracts/index.ts'

/** A row as it is shown: with its slots only where it admits company. */
export function inCompany(row: LockSnapshot, slots: number): LockSnapshot {
  return slots > 1 ? { ...row, slots } : row
}

/** The row of a lock that is granted now. Its owner is a copy, so that the caller may change its own afterwards. */
export function grantedLease(name: string, token: number, options: AcquireOptions, nowMs: number): LockSnapshot {
  const { owner, ttlMs, graceMs, heartbeatMs, slots = 1 } = options
  const row: LockSnapshot = {
    name,
    token,
    owner: { ...owner },
    acquiredAtMs: nowMs,
    heartbeatAtMs: nowMs,
    expiresAtMs: nowMs + ttlMs,
    takeableAtMs: nowMs + ttlMs + graceMs,
    heartbeatMs,
    atMs: nowMs,
  }
  return inCompany(row, slots)
}

/** The row after a renewal: it expires `ttlMs` from now, and the grace that its holder asked for follows. */
export function renewedLease(row: LockSnapshot, ttlMs: number, nowMs: number): LockSnapshot {
  const graceMs = row.takeableAtMs - row.expiresAtMs
  const expiresAtMs = nowMs + ttlMs
  return { ...row, heartbeatAtMs: nowMs, expiresAtMs, takeableAtMs: expiresAtMs + graceMs, atMs: nowMs }
}

/** Of the holders of a name the one that becomes takeable first, and of those the one with the lower token. */
export function firstToLapse(rows: readonly LockSnapshot[]): LockSnapshot | undefined {
  const isBefore = (one: LockSnapshot, other: LockSnapshot): boolean =>
    one.takeableAtMs === other.takeableAtMs ? one.token < other.token : one.takeableAtMs < other.takeableAtMs
  return rows.reduce<LockSnapshot | undefined>((first, row) => (first && isBefore(first, row) ? first : row), undefined)
}

/** The rows that go when somebody is admitted, or who is in its way. */
export type Admission = { readonly lapsed: readonly LockSnapshot[] } | { readonly holder: LockSnapshot }

/**
 * Whether somebody is admitted to a name with these rows. Those that are takeable are in nobody's way; with the others there
 * may be no more holders than it asks for, and than each of them asked for.
 */
export function admissionTo(
  rows: readonly LockSnapshot[],
  { slots = 1, takeover }: Pick<AcquireOptions, 'slots' | 'takeover'>,
  nowMs: number,
): Admission {
  const lapsed = takeover === 'never' ? [] : rows.filter(({ takeableAtMs }) => nowMs >= takeableAtMs)
  const others = lapsed.length === 0 ? rows : rows.filter(({ takeableAtMs }) => nowMs < takeableAtMs)
  const most = others.reduce((least, row) => Math.min(least, row.slots ?? 1), slots)
  const holder = others.length < most ? undefined : firstToLapse(others)
  return holder ? { holder } : { lapsed }
}

/** The key by which a row goes in a listing, which is the cursor behind it too. */
export function lockKey({ name, token }: { readonly name: string; readonly token: unknown }): string {
  return `${name} ${String(token)}`
}

/** The name and the token in such a key. One without a token is a name, behind all of whose rows a listing goes on. */
export function lockOf(key: string): { readonly name: string; readonly token: string } {
  const [, name = key, token = String(key === '' ? 0 : Number.MAX_SAFE_INTEGER)] =
    /^(.*) (-?\d{1,16})$/s.exec(key) ?? []
  return { name, token }
}
