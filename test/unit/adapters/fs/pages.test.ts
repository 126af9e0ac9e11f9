import { describe, expect, it } from 'vitest'
import { StoreError } from '../../../../contracts/errors.ts'
import type { Keyed } from '../../../../adapters/fs/pages.ts'
import { pageOfEach } from '../../../../adapters/fs/pages.ts'

const rows: { readonly [digest: string]: readonly Keyed<string>[] } = {
  d1: [
    { row: 'a', key: ' 1' },
    { row: 'b', key: ' 2' },
    { row: 'c', key: ' 3' },
  ],
  d2: [{ row: 'e', key: ' 1' }],
}

/** The digests, of which some came to harm. */
function reading(...harmed: readonly string[]): (digest: string) => Promise<readonly Keyed<string>[]> {
  return async (digest) => {
    if (harmed.includes(digest)) throw new StoreError('CORRUPT', `${digest} is harmed`)
    return rows[digest] ?? []
  }
}

describe('a page of what may be several at each digest', () => {
  it('goes on among the rows of the digest at which the last one ended', async () => {
    const first = await pageOfEach('locks', ['d1', 'd2'], reading(), { limit: 2 })
    expect(first).toEqual({ locks: ['a', 'b'], cursor: 'd1 2' })
    expect(await pageOfEach('locks', ['d1', 'd2'], reading(), { limit: 2, cursor: 'd1 2' })).toEqual({
      locks: ['c', 'e'],
    })
  })

  it('tells of a digest that came to harm since, though rows of it were given before, and comes to its end', async () => {
    const corrupt = [{ row: 'd1', says: 'd1 is harmed' }]
    const second = await pageOfEach('locks', ['d1', 'd2'], reading('d1'), { limit: 1, cursor: 'd1 2' })
    expect(second).toEqual({ locks: [], corrupt, cursor: 'd1~' })
    expect(await pageOfEach('locks', ['d1', 'd2'], reading('d1'), { limit: 1, cursor: 'd1~' })).toEqual({
      locks: ['e'],
    })
  })
})
