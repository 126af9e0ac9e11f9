/**
 * The file system: a folder a place, which processes of one host share without a lock among them. Every change is one
 * rename that one contender wins, and what is acknowledged outlives a loss of power; see `register.ts`.
 */
import { defineAdapter } from '../../src/core/adapter.ts'
import type { Adapter, Clock, Guard } from '../../contracts/index.ts'
import { fenced } from '../../contracts/guard.ts'
import { demandedBefore } from '../../src/core/guarded.ts'
import { openBlobs } from './blobs.ts'
import { censusOf } from './census.ts'
import { Chains } from './chain.ts'
import { openCheckpoints } from './checkpoints.ts'
import { classify } from './failures.ts'
import { openLocks } from './locks.ts'
import { OwnFiles, openLogs } from './logs.ts'
import { unitedBlobs } from './old-blobs.ts'
import { OldFiles } from './old-files.ts'
import { openOutputs } from './outputs.ts'
import { makePlace, openPlace } from './place.ts'
import { progressDeltas } from './progress.ts'
import type { Visits } from './register.ts'
import { Registers } from './register.ts'
import { taskDeltas } from './task-delta.ts'
import { openTasks } from './tasks.ts'
import { unitedLocks, unitedRows } from './version-zero.ts'

/** Waits for what still runs, or until nobody waits for it. Leaves no listener: a signal may outlive many sessions. */
function endedOrGivenUp(running: Promise<unknown>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      signal.removeEventListener('abort', end)
      resolve()
    }
    signal.addEventListener('abort', end, { once: true })
    if (signal.aborted) end()
    void running.then(end)
  })
}

/**
 * Opens the ports that take guards, and workers, on registers as they are or under a guard. What they remember is the
 * session's, whatever its calls are guarded by.
 */
function rowsOf(folder: string, clock: Clock, files: OldFiles | undefined) {
  const [progress, changes, own] = [new Chains(progressDeltas), new Chains(taskDeltas), new OwnFiles()]
  return (registers: Visits) => {
    const ports = {
      outputs: openOutputs(folder, registers, clock),
      checkpoints: openCheckpoints(folder, registers, clock, progress),
      ...openTasks(folder, registers, clock, changes),
      logs: openLogs(folder, registers, clock, own),
    }
    return files ? unitedRows(ports, files, clock) : ports
  }
}

const fs: Adapter = defineAdapter({
  name: 'fs',
  module: import.meta.url,
  claims: {
    survives: 'power',
    sharing: 'host',
    // Each row is a register of its own, and no rename changes two.
    guards: 'advisory',
    ports: {
      outputs: { ages: 'store', listing: 'pages' },
      blobs: { ages: 'store', listing: 'pages', streaming: 'bounded' },
      checkpoints: { ages: 'store' },
      tasks: { clock: 'store', dependencies: 'transactional', events: 'ordered' },
      logs: { ages: 'store' },
      locks: { clock: 'store', fencing: 'transactional', slots: 'counted' },
      workers: { clock: 'store' },
    },
  },
  async create({ dir }) {
    await makePlace(dir)
    return { folder: dir }
  },
  async open({ folder }, { clock, signal }) {
    const files = (await openPlace(folder)) ? new OldFiles(folder) : undefined
    const registers = new Registers()
    const ownBlobs = openBlobs(folder, registers, clock)
    const blobs = files ? unitedBlobs(ownBlobs, folder, clock) : ownBlobs
    const giveUp = (): void => void blobs.close()
    signal.addEventListener('abort', giveUp, { once: true })
    const ownLocks = openLocks(folder, registers, clock)
    const locks = files ? unitedLocks(ownLocks, files) : ownLocks
    const rowsOn = rowsOf(folder, clock, files)
    const demandHeld = async (guard: Guard): Promise<void> => {
      // By a look it is taken up what a program of version 0 did.
      if (files) await locks.inspect(guard.lock)
      if (!(await ownLocks.isHeld(guard))) fenced(guard)
    }
    return {
      ...rowsOn(registers),
      blobs,
      locks,
      under(guard: Guard) {
        const demand = (): Promise<void> => demandHeld(guard)
        const { outputs, checkpoints, tasks, logs } = rowsOn(registers.under(demand))
        // Before all else too: a call may find no row at all, or take up first what a program of version 0 did.
        return demandedBefore({ outputs, checkpoints, tasks, logs }, demand)
      },
      async close() {
        signal.removeEventListener('abort', giveUp)
        await endedOrGivenUp(Promise.all([blobs.close(), registers.settled()]), signal)
      },
    }
  },
  census: ({ folder }) => censusOf(folder),
  classify,
})

export default fs
