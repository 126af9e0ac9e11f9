/** A read finds a row that ran out and deletes its key, with what was written there meanwhile (jaredwray/keyv#198). */
import type { Program } from '../../src/harness/schedules/explore.ts'
import type { Point } from './steps.ts'
import { call } from './steps.ts'

interface Row {
  readonly value: string
  readonly isExpired: boolean
}

export function expiredRead(isSound: boolean): Program {
  const rows = new Map<string, Row>([['k', { value: 'old', isExpired: true }]])
  const read = async (point: Point): Promise<void> => {
    const found = await call(point, () => rows.get('k'))
    if (!found?.isExpired) return
    await call(point, () => {
      if (!isSound || rows.get('k') === found) rows.delete('k')
    })
  }
  const write = async (point: Point): Promise<void> => {
    await call(point, () => rows.set('k', { value: 'new', isExpired: false }))
  }
  return {
    actors: [read, write],
    wrong: () => (rows.get('k')?.value === 'new' ? undefined : 'the acknowledged write is gone'),
  }
}
