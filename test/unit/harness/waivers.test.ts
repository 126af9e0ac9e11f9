import { describe, expect, it } from 'vitest'
import type { LawResult, LawVerdict } from '../../../contracts/index.ts'
import type { Waiver } from '../../../src/harness/waivers.ts'
import { applyWaivers, parseWaivers } from '../../../src/harness/waivers.ts'
import { result } from './laws.ts'
import { thrownBy } from './thrown.ts'

const waiver: Waiver = {
  adapter: 'redis',
  law: 'boxes/keep',
  reason: 'the driver forgets',
  issue: 'https://example.org/7',
  expires: '2030-06-30',
}

const today = '2030-06-30'

function refused(data: unknown): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  return thrownBy(() => parseWaivers(text, 'waivers.json'))
}

describe('a waivers file', () => {
  it('is an array of waivers', () => {
    expect(parseWaivers(JSON.stringify([waiver]), 'waivers.json')).toEqual([waiver])
    expect(parseWaivers('[]', 'waivers.json')).toEqual([])
  })

  it.each<[string, unknown]>([
    ['no JSON', '[{'],
    ['not an array', waiver],
    ['a waiver without an issue', [{ ...waiver, issue: undefined }]],
    ['a waiver without a reason', [{ ...waiver, reason: '  ' }]],
    ['a waiver with a key that nobody knows', [{ ...waiver, until: '2030-01-01' }]],
    ['a day that is not written as one', [{ ...waiver, expires: '30.6.2030' }]],
    ['a day that no calendar has', [{ ...waiver, expires: '2030-02-30' }]],
    ['a waiver that never expires', [{ ...waiver, expires: '' }]],
  ])('is refused where it is %s', (_, data) => {
    expect(refused(data)).toMatch(/^WAIVERS: waivers\.json: expected/)
  })

  it('is refused with the place of the fault', () => {
    expect(refused([waiver, { ...waiver, issue: 7 }])).toContain('[1].issue')
  })
})

/** What comes of a law under one waiver, and what is stale. */
function applied(
  verdict: LawVerdict,
  some: Partial<Waiver> = {},
  on = today,
): { readonly results: readonly LawResult[]; readonly stale: readonly string[] } {
  return applyWaivers('redis', [result('keep', verdict), result('other', 'broken')], [{ ...waiver, ...some }], on)
}

describe('a waiver', () => {
  it('makes a broken law waived, says why, and touches no other', () => {
    const { results, stale } = applied('broken')
    expect(results.map(({ verdict }) => verdict)).toEqual(['waived', 'broken'])
    expect(results[0]?.reason).toBe('the driver forgets (https://example.org/7, until 2030-06-30)')
    expect(stale).toEqual([])
  })

  it('counts on its last day, and not on the next', () => {
    expect(applied('broken', {}, '2030-06-30').results[0]?.verdict).toBe('waived')
    const late = applied('broken', {}, '2030-07-01')
    expect(late.results[0]?.verdict).toBe('broken')
    expect(late.stale).toEqual(['waiver for boxes/keep on redis is stale: it expired on 2030-06-30; remove it'])
  })

  it('is stale where its law holds now', () => {
    expect(applied('holds').stale).toEqual([
      'waiver for boxes/keep on redis is stale: the verdict on the law is holds now; remove it',
    ])
  })

  it('is stale where there is no such law', () => {
    expect(applied('broken', { law: 'boxes/ghost' }).stale).toEqual([
      'waiver for boxes/ghost on redis is stale: there is no law boxes/ghost; remove it',
    ])
  })

  it.each<LawVerdict>(['unrun', 'unstable'])('is not stale where its law is %s, and does not hide that', (verdict) => {
    const { results, stale } = applied(verdict)
    expect(results[0]?.verdict).toBe(verdict)
    expect(stale).toEqual([])
  })

  it('is about one adapter', () => {
    const { results, stale } = applied('broken', { adapter: 'sqlite', law: 'boxes/ghost' })
    expect(results[0]?.verdict).toBe('broken')
    expect(stale).toEqual([])
  })

  it('keeps the finding of the law that it waives', () => {
    const finding = { token: 'hf1.x', program: '', expected: '', observed: '', history: [], at: 0 }
    const { results } = applyWaivers('redis', [result('keep', 'broken', { finding })], [waiver], today)
    expect(results[0]?.finding).toEqual(finding)
  })
})
