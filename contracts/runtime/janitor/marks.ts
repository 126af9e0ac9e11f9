/** The states of a janitor's place that are worth reaching. */
import type { Event, History } from '../../lab.ts'
import type { PlaceSeen, PutScene, PutSeen } from './scenes.ts'
import type { Swept } from './part.ts'

function putMarks(scene: PutScene, seen: PutSeen): readonly string[] {
  if (seen.status === 'failed') return ['failed', `failed-by-${seen.by}`]
  return ['stored', ...(seen.copied > 0 ? ['copied'] : []), ...(scene.blobs.length > 1 ? ['blobs'] : [])]
}

/** It showed whether writes have left anything: they had, as a sweep tells that took it, or a census counts what lies there. */
export const unfinishedSeen = 'unfinished-seen'

function marksOf({ call: { method, args }, outcome }: Event): readonly string[] {
  if (outcome.status === 'unknown') return ['in-flight']
  if (outcome.status !== 'ok') return []
  switch (method) {
    case 'put':
      return putMarks(args[0] as unknown as PutScene, outcome.value as PutSeen)
    case 'delete':
      return [(outcome.value as { readonly status: string }).status]
    case 'clear':
    case 'prune': {
      const { rows } = outcome.value as { readonly rows: number }
      return rows > 0 ? [method === 'clear' ? 'cleared' : 'pruned'] : []
    }
    case 'sweep': {
      const { blobs, writes } = outcome.value as Swept
      return ['sweep', ...(blobs > 0 ? ['swept'] : []), ...(writes > 0 ? ['reaped', unfinishedSeen] : [])]
    }
    case 'look': {
      const { rows, temps } = outcome.value as PlaceSeen
      return [...(rows.length > 0 ? ['rows-left'] : []), ...(temps === undefined ? [] : [unfinishedSeen])]
    }
    default:
      return []
  }
}

/** Whether a row was stored over one that no call had removed in between. */
function overwritten(history: History): boolean {
  const there = new Set<string>()
  for (const { call, outcome } of history) {
    if (outcome.status !== 'ok') continue
    const { scope, key } = call.args[0] as unknown as Partial<PutScene>
    const row = JSON.stringify([scope, key])
    if (call.method === 'delete') there.delete(row)
    // Which rows went is not told.
    if (call.method === 'clear' || call.method === 'prune') there.clear()
    if (call.method !== 'put' || (outcome.value as PutSeen).status !== 'stored') continue
    if (there.has(row)) return true
    there.add(row)
  }
  return false
}

/** Which marks a history reached. */
export function janitorMarks(history: History): readonly string[] {
  return [...new Set([...history.flatMap(marksOf), ...(overwritten(history) ? ['overwritten'] : [])])]
}
