/** Two tasks add to one row: each reads the list, puts its own item to it and writes it back (langchain-ai/langgraph#8115). */
import type { Program } from '../../src/harness/schedules/explore.ts'
import type { Point } from './steps.ts'
import { call } from './steps.ts'

export function lostUpdate(isSound: boolean): Program {
  let row: readonly string[] = []
  const add = (item: string) => async (point: Point) => {
    if (isSound) {
      await call(point, () => (row = [...row, item]))
      return
    }
    const read = await call(point, () => row)
    await call(point, () => (row = [...read, item]))
  }
  return {
    actors: [add('a'), add('b')],
    wrong: () => (row.length === 2 ? undefined : `${2 - row.length} of 2 items are lost`),
  }
}
