/** Scripts run one step after the other on locks in memory, which are sound: what no judge may condemn. */
import type { Event, Script } from '../../../../contracts/index.ts'
import { resolve } from '../../../../contracts/locks/moves.ts'
import type { LockCommand } from '../../../../contracts/locks/moves.ts'
import { lockTable } from '../../../../adapters/memory/locks.ts'
import { locksOn } from '../../../../src/core/lock-rows.ts'
import type { Methods } from '../playing.ts'
import { playedOn } from '../playing.ts'
import { claims } from './calls.ts'

/** The history of a script; a step that refers to nothing is not in it. */
export function played(script: Script<LockCommand>): Promise<readonly Event[]> {
  return playedOn(script, (clock) => {
    const locks = locksOn(lockTable(), clock) as unknown as Methods
    return async (command, events) => {
      const call = resolve(command, events, claims)
      return call && { call, value: await locks[call.method]?.(...call.args) }
    }
  })
}
