/**
 * The file system: a folder a place, which processes of one host share without a lock among them. Every change is one
 * rename that one contender wins, and what is acknowledged outlives a loss of power; see `register.ts`.
 */
import { defineAdapter } from '../../src/core/adapter.ts'
import type { Adapter, Guard } from '../../contracts/index.ts'
import { fenced } from '../../contracts/guard.ts'
import { demandedBefore } from '../../src/core/guarded.ts'
import { openBlobs } from './blobs.ts'
import { censusOf } from './census.ts'
import { openCheckpoints } from './checkpoints.ts'
import { classify } from './failures.ts'
import { openLocks } from './locks.ts'
import { openLogs } from './logs.ts'
import { openOutputs } from './outputs.ts'
import { makePlace, openPlace } from './place.ts'
import { Registers } from './register.ts'
import { openTasks } from './tasks.ts'
import { united } from './version-zero.ts'

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
    const wasOld = await openPlace(folder)
    const registers = new Registers()
    const ports = {
      outputs: openOutputs(folder, registers, clock),
      blobs: openBlobs(folder, registers, clock),
      checkpoints: openCheckpoints(folder, registers, clock),
      locks: openLocks(folder, registers, clock),
    }
    const { blobs, ...others } = wasOld ? united(ports, folder, clock) : ports
    const giveUp = (): void => void blobs.close()
    signal.addEventListener('abort', giveUp, { once: true })
    const { tasks, workers } = openTasks(folder, registers, clock)
    const logs = openLogs(folder, registers, clock)
    const { outputs, checkpoints } = others
    const demandHeld = async (guard: Guard): Promise<void> => {
      // By a look it is taken up what a program of version 0 did.
      if (wasOld) await others.locks.inspect(guard.lock)
      if (!(await ports.locks.isHeld(guard))) fenced(guard)
    }
    return {
      ...others,
      blobs,
      tasks,
      workers,
      logs,
      under: (guard: Guard) => demandedBefore({ outputs, checkpoints, tasks, logs }, () => demandHeld(guard)),
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
