/** A collector marks and then sweeps, while a new reference is made to a blob that is there already (quay PR#6318). */
import type { Program } from '../../src/harness/schedules/explore.ts'
import type { Point } from './steps.ts'
import { call } from './steps.ts'

export function collector(isSound: boolean): Program {
  const blobs = new Set(['x'])
  const refs = new Set<string>()
  const publish = async (point: Point): Promise<void> => {
    await call(point, () => blobs.add('x'))
    await call(point, () => refs.add('x'))
    if (isSound) await call(point, () => blobs.add('x'))
  }
  const collect = async (point: Point): Promise<void> => {
    const marked = await call(point, () => new Set(refs))
    const found = await call(point, () => [...blobs])
    for (const blob of found) {
      if (marked.has(blob)) continue
      await call(point, () => {
        if (!isSound || !refs.has(blob)) blobs.delete(blob)
      })
    }
  }
  return {
    actors: [publish, collect],
    wrong: () => ([...refs].every((ref) => blobs.has(ref)) ? undefined : 'a reference dangles'),
  }
}
