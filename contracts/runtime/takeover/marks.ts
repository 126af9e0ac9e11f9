/** The states of takeovers that are worth reaching. */
import type { Event, History } from '../../lab.ts'
import { questionOf, statusOf, lockIn } from './rules.ts'
import type { Standing, TakeScene } from './scenes.ts'

/** How a call ended, and in whose hands the lock was before it. */
function marksOf({ call, outcome }: Event): readonly string[] {
  if (outcome.status === 'unknown') return ['in-flight']
  if (outcome.status !== 'ok') return []
  const seen = outcome.value as Standing & { readonly [answer: string]: { readonly status?: string } | undefined }
  const statuses = ['taken', 'broken', 'elected'].flatMap((key) => seen[key]?.status ?? [])
  const marks = statuses.map((status) => `${call.method}-${status}`)
  if (call.method === 'reaps') marks.push('reaps')
  if (call.method !== 'takes') return marks
  const scene = call.args[0] as unknown as TakeScene
  const lock = lockIn(seen.before, scene.name)
  if (!lock) return [...marks, 'was-free']
  const lapsed = lock.atMs >= lock.takeableAtMs ? 'lapsed' : 'in-time'
  return [...marks, `${statusOf(lock)}-${lapsed}-${questionOf(lock, scene).policy}`]
}

export function takeoverMarks(history: History): readonly string[] {
  return [...new Set(history.flatMap(marksOf))]
}
