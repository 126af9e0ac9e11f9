/** A reader finds the oldest segment of a ring and sleeps; the writer comes round, fifteen steps later, and reuses it. */
import type { Program } from '../../src/harness/schedules/explore.ts'
import type { Point } from './steps.ts'

const segments = 15
const writes = 18

export function longPause(isSound: boolean): Program {
  const ring = Array.from({ length: segments }, () => ({ generation: 0 }))
  let head = 0
  let wrong: string | undefined
  const read = async (point: Point): Promise<void> => {
    await point()
    const oldest = (head + segments - 1) % segments
    const found = ring[oldest]?.generation
    await point()
    const generation = ring[oldest]?.generation
    if (!isSound && generation !== found) wrong = `segment ${oldest} of generation ${found} reads as ${generation}`
    await point()
  }
  const write = async (point: Point): Promise<void> => {
    for (; head < writes; head += 1) {
      await point()
      const segment = ring[head % segments]
      if (segment) segment.generation += 1
    }
  }
  return { actors: [read, write], wrong: () => wrong }
}
