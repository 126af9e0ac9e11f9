/**
 * The ports of a place that was of version 0: before a call does its work, what programs of that version have written since
 * is taken up into the registers, which alone tell what is so. Their files stay where those programs read them; one goes,
 * or is written anew, where it would tell them of what is no more (durability:D5, S8).
 *
 * A list belongs to its pin: where a run works towards another one, it is not taken up (durability:F6). A lock may be taken
 * once it has expired, and its holder was alive when the lock was first seen (durability:I4). Both versions hold a lock by
 * the file that the older one makes exclusively.
 */
import type { CheckpointRows, Clock, LockSnapshot, Locks, OutputRows } from '../../contracts/index.ts'
import { StoreError } from '../../contracts/errors.ts'
import type { FileCheckpoints } from './checkpoints.ts'
import { behind } from './failures.ts'
import type { FileLocks } from './locks.ts'
import type { InFile, OldFiles, OldLock, OldOutput } from './old-files.ts'
import type { FileOutputs } from './outputs.ts'

/** Checkpoints that unite the lists of version 0 with the registers. */
function unitedCheckpoints(inner: FileCheckpoints, files: OldFiles): CheckpointRows {
  const upToDate = async (key: string): Promise<void> => {
    const found = await files.list(key)
    if (found !== 'unreadable') await inner.takeUp(key, found)
  }
  const rewrite = async (key: string, items: readonly string[]): Promise<void> => {
    const found = await files.list(key)
    if (found && found !== 'unreadable') await files.rewriteList({ ...found.row, done: [...new Set(items)] })
  }
  return {
    async begin(key, options) {
      await upToDate(key)
      const begun = await inner.begin(key, options)
      if (!begun.resumed) await behind(files.removeList(key))
      return begun
    },
    async append(key, epoch, items) {
      await upToDate(key)
      return inner.append(key, epoch, items)
    },
    async fail(key, epoch, items) {
      await upToDate(key)
      return inner.fail(key, epoch, items)
    },
    async replace(key, epoch, items) {
      await upToDate(key)
      const answer = await inner.replace(key, epoch, items)
      if (answer.status === 'replaced') await behind(rewrite(key, items))
      return answer
    },
    async finish(key, epoch, options) {
      await upToDate(key)
      const answer = await inner.finish(key, epoch, options)
      if (answer.status === 'finished') await behind(files.removeList(key))
      return answer
    },
    async purge(options) {
      for (const found of await files.lists()) await inner.takeUp(found.row.key, found)
      return inner.purge(options)
    },
    async inspect(key) {
      await upToDate(key)
      return inner.inspect(key)
    },
  }
}

/** How often an output is taken up that is written again meanwhile. */
const takesMax = 16

/** Outputs that unite the files of version 0 with the registers. */
function unitedOutputs(inner: FileOutputs, files: OldFiles, clock: Clock): OutputRows {
  const takeUp = async (found: readonly InFile<OldOutput>[]): Promise<void> => {
    for (const { row } of found) await inner.takeUp(row)
  }
  const upToDate = async (scope: string, key: string): Promise<InFile<OldOutput> | undefined> => {
    const found = await files.output(scope, key)
    if (found) await inner.takeUp(found.row)
    return found
  }
  /** Takes up what lies there, and removes that; what is written meanwhile comes before the call too. */
  const takeAway = async (scope: string, key: string): Promise<void> => {
    for (let tries = 1; tries <= takesMax; tries += 1) {
      const found = await upToDate(scope, key)
      if (!found || (await files.removeOutput(found))) return
    }
    throw new StoreError('BUSY', `a program of version 0 wrote an output ${takesMax} times while it was taken up`)
  }
  /**
   * Of a call that ends here, the row in the register is left: what goes was taken up before. What was written since is not
   * meant, and stays: it comes behind the call.
   */
  const removeAll = async (found: readonly InFile<OldOutput>[]): Promise<void> => {
    for (const one of found) await files.removeOutput(one)
  }
  return {
    async get(scope, key) {
      await upToDate(scope, key)
      return inner.get(scope, key)
    },
    async put(scope, key, value) {
      await takeAway(scope, key)
      return inner.put(scope, key, value)
    },
    async delete(scope, key) {
      await takeAway(scope, key)
      return inner.delete(scope, key)
    },
    async clear(scope) {
      const all = await files.outputs(scope)
      await takeUp(all)
      await removeAll(all)
      return inner.clear(scope)
    },
    async prune({ olderThanMs }) {
      const latest = clock.now() - olderThanMs
      const all = await files.allOutputs()
      await takeUp(all)
      await removeAll(all.filter(({ row }) => row.storedAtMs <= latest))
      return inner.prune({ olderThanMs })
    },
    async keys(scope, query) {
      await takeUp(await files.outputs(scope))
      return inner.keys(scope, query)
    },
    async scopes(query) {
      await takeUp(await files.allOutputs())
      return inner.scopes(query)
    },
  }
}

/** A lock as programs of version 0 see it: they know of no grace, and may take it once that is over too. */
function fileOf({ name, token, owner, acquiredAtMs, takeableAtMs }: LockSnapshot): OldLock {
  return { token, name, host: owner.host, pid: owner.pid, acquiredAtMs, expiresAtMs: takeableAtMs }
}

/** The files by which programs of version 0 see the locks of this version. */
interface Shown {
  /** Shows a lease. False where one of those programs has come between, and has the lock by its file. */
  readonly show: (lease: LockSnapshot) => Promise<boolean>
  /**
   * Shows, in the place of what was shown of a lease, of those that hold the lock now the one that becomes takeable last. The
   * lease may be that of a program of version 0, whose file lay there before the call.
   */
  readonly showOthers: (name: string, token: number, before?: OldLock) => Promise<void>
}

/** Whether a file of version 0 is of the lease that was there before: a renewal puts its end off, and nothing else. */
function isSameOld({ host, pid, acquiredAtMs }: OldLock, before: OldLock | undefined): boolean {
  return before?.host === host && before.pid === pid && before.acquiredAtMs === acquiredAtMs
}

function shownBy(files: OldFiles, inner: FileLocks): Shown {
  const show = async (lease: LockSnapshot): Promise<boolean> => {
    while (!(await files.makeLock(fileOf(lease)))) {
      const found = await files.lock(lease.name)
      // It went meanwhile, and whatever comes now was not read yet.
      if (!found) continue
      const { token, expiresAtMs } = found.row
      // Another has acquired it meanwhile, after this lease had run out.
      if (token !== undefined && token >= lease.token) return true
      // Others hold it too: their file keeps those programs away.
      if (token !== undefined && lease.slots !== undefined && expiresAtMs > lease.acquiredAtMs) return true
      if (token === undefined && expiresAtMs > lease.acquiredAtMs) return false
      await files.removeLock(found)
    }
    return true
  }
  const hide = async (name: string, token: number, before?: OldLock): Promise<void> => {
    const found = await files.lock(name)
    if (!found) return
    const isOfLease = found.row.token === undefined ? isSameOld(found.row, before) : found.row.token === token
    if (isOfLease) await files.removeLock(found)
  }
  const showOthers = async (name: string, was: number, before?: OldLock): Promise<void> => {
    // Others may change meanwhile what there is to show, and have shown it before this did.
    for (let shown: LockSnapshot | undefined; ;) {
      const last = await inner.lastToLapse(name)
      if (!last) return hide(name, shown?.token ?? was, before)
      if (last.token === shown?.token && last.takeableAtMs === shown.takeableAtMs) return
      await files.rewriteLock(fileOf(last))
      shown = last
    }
  }
  return {
    async show(lease) {
      try {
        const isShown = await show(lease)
        if (isShown && lease.slots !== undefined) await showOthers(lease.name, lease.token)
        return isShown
      } catch (error) {
        // Who gets an error has no token: the lease goes with it.
        await inner.release(lease.name, lease.token)
        throw error
      }
    },
    showOthers,
  }
}

/** Locks that heed those of programs of version 0, and are heeded by them. */
export function unitedLocks(inner: FileLocks, files: OldFiles): Locks {
  const { show, showOthers } = shownBy(files, inner)
  /**
   * Gives the row of a program of version 0, where one has the lock. What a file of ours says is in the register, and newer
   * there.
   */
  const upToDate = async (name: string): Promise<OldLock | undefined> => {
    const found = await files.lock(name)
    const old = found?.row.token === undefined ? found?.row : undefined
    await inner.takeUp(name, old)
    return old
  }
  /**
   * Whether a program of version 0 has taken a lock over while its lease was renewed: by its file, which had run out, where the
   * register did not tell yet that it was renewed. One that comes behind this look has its file written over.
   */
  const isTaken = async ({ name, atMs }: LockSnapshot): Promise<boolean> => {
    const found = await files.lock(name)
    return found !== undefined && found.row.token === undefined && found.row.expiresAtMs > atMs
  }
  return {
    async acquire(name, options) {
      await upToDate(name)
      const answer = await inner.acquire(name, options)
      if (answer.status === 'busy' || (await show(answer.lease))) return answer
      await inner.release(name, answer.lease.token)
      await upToDate(name)
      const holder = await inner.inspect(name)
      if (holder.status === 'held') return { status: 'busy', holder: holder.lock }
      throw new StoreError('BUSY', `the lock ${name} changed hands while it was asked for`)
    },
    async renew(name, token, options) {
      await upToDate(name)
      const answer = await inner.renew(name, token, options)
      if (answer.status === 'lost') return answer
      if (await behind(isTaken(answer.lease))) {
        await behind(inner.release(name, token))
        return { status: 'lost' }
      }
      await behind(showOthers(name, token))
      return answer
    },
    async release(name, token) {
      const before = await upToDate(name)
      const answer = await inner.release(name, token)
      if (answer.status === 'released') await behind(showOthers(name, token, before))
      return answer
    },
    async evict(snapshot) {
      const before = await upToDate(snapshot.name)
      const answer = await inner.evict(snapshot)
      if (answer.status === 'evicted') await behind(showOthers(snapshot.name, snapshot.token, before))
      return answer
    },
    async inspect(name) {
      await upToDate(name)
      return inner.inspect(name)
    },
    async list(query) {
      for (const { row } of await files.locks()) if (row.token === undefined) await inner.takeUp(row.name, row)
      return inner.list(query)
    },
  }
}

/** Ports that take guards, united with what programs of version 0 have written and go on to write. */
export function unitedRows<Ports extends { readonly outputs: FileOutputs; readonly checkpoints: FileCheckpoints }>(
  ports: Ports,
  files: OldFiles,
  clock: Clock,
): Omit<Ports, 'outputs' | 'checkpoints'> & { readonly outputs: OutputRows; readonly checkpoints: CheckpointRows } {
  const { outputs, checkpoints } = ports
  return {
    ...ports,
    outputs: unitedOutputs(outputs, files, clock),
    checkpoints: unitedCheckpoints(checkpoints, files),
  }
}
