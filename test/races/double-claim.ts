/** Two workers look for a task that is ready and take it with a write that asks nothing (agenda: jobs that run twice). */
import type { Program } from '../../src/harness/schedules/explore.ts'
import type { Point } from './steps.ts'
import { call } from './steps.ts'

export function doubleClaim(isSound: boolean): Program {
  const tasks = [{ state: 'ready' }, { state: 'ready' }]
  const ran: number[] = []
  const work = async (point: Point): Promise<void> => {
    for (;;) {
      const next = await call(point, () => tasks.findIndex(({ state }) => state === 'ready'))
      const task = tasks[next]
      if (!task) return
      const claimed = await call(point, () => {
        if (isSound && task.state !== 'ready') return false
        task.state = 'running'
        return true
      })
      if (claimed) await call(point, () => ran.push(next))
    }
  }
  return {
    actors: [work, work],
    wrong: () => (new Set(ran).size === ran.length ? undefined : `tasks ran twice: ${ran.join(', ')}`),
  }
}
