/** A holder that was paused past its lease writes over the one that took over (Kleppmann 2016, How to do distributed locking). */
import type { Program } from '../../src/harness/schedules/explore.ts'
import type { Point } from './steps.ts'
import { call } from './steps.ts'

const ttlMs = 10

export function zombieWriter(isSound: boolean): Program {
  let now = 0
  let lock = { token: 0, expiresAt: 0 }
  let stored = { by: 0 }
  const written: number[] = []
  const write = (token: number): void => {
    if (isSound && token < stored.by) return
    stored = { by: token }
    written.push(token)
  }
  const hold = async (point: Point): Promise<void> => {
    const token = await call(point, () => {
      if (lock.expiresAt > now) return undefined
      lock = { token: lock.token + 1, expiresAt: now + ttlMs }
      return lock.token
    })
    if (token === undefined) return
    const isMine = await call(point, () => lock.token === token && lock.expiresAt > now)
    if (isMine) await call(point, () => write(token))
  }
  const pass = async (point: Point): Promise<void> => {
    await call(point, () => (now += ttlMs))
  }
  return {
    actors: [hold, hold, hold, pass],
    wrong: () =>
      written.every((token, at) => token >= (written[at - 1] ?? 0)) ? undefined : `writes by ${written.join(', ')}`,
  }
}
