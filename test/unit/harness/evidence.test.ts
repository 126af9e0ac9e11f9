import { describe, expect, it } from 'vitest'
import type { Event, Fault } from '../../../contracts/index.ts'
import { EvidenceCount, sum } from '../../../src/harness/evidence.ts'
import { overlaps } from '../../../src/harness/history.ts'
import type { Case } from '../../../src/harness/case.ts'
import { event, read, write } from './linearizability/register.ts'

function ran(
  history: readonly Event[],
  some: { readonly fired?: boolean; readonly choices?: readonly number[] } = {},
): Parameters<EvidenceCount['note']>[1] {
  return { history, fired: true, points: [], choices: [], ...some }
}

function shown(...marks: readonly string[]): Parameters<EvidenceCount['note']>[2] {
  return { marks, overlap: {} }
}

const plain: Case = { tier: 'T1', actors: 1, script: [] }
const two = [event(write(1), 'done', 0), event(read(), 1, 2)]
const cut = [event(write(1), undefined, 0, Infinity), event(read(), 1, 2)]

function faulty(action: Fault['action'], point: string): Case {
  return { ...plain, tier: 'T4', fault: { actor: 0, point, hit: 1, action } }
}

function counted(...notes: readonly Parameters<EvidenceCount['note']>[]): EvidenceCount {
  const count = new EvidenceCount()
  for (const note of notes) count.note(...note)
  return count
}

describe('images of a place', () => {
  it('are counted as they are opened, and add up', () => {
    const count = counted([{ ...plain, tier: 'T5' }, ran(two), shown()])
    count.noteImage()
    count.noteImage()
    expect(count.total().images).toBe(2)
    expect(sum([count.total(), count.total()]).images).toBe(4)
  })
})

describe('faults that do not find their point again', () => {
  const notes = (hits: number, misses: number): EvidenceCount => {
    const count = new EvidenceCount()
    for (let at = 0; at < hits + misses; at += 1) count.noteAim(at < hits)
    return count
  }

  it('are counted, and add up', () => {
    const count = notes(2, 3).total()
    expect([count.aimed, count.missed, sum([count, count]).missed]).toEqual([5, 3, 6])
  })

  it('say that the adapter does not repeat itself once they are more than half, and more than a few', () => {
    expect([notes(0, 7).wavering, notes(8, 8).wavering]).toEqual([undefined, undefined])
    const says = '9 of 17 points were not come to again: the adapter does not repeat itself'
    expect(notes(8, 9).wavering).toBe(says)
  })
})

describe('what lies inside a call', () => {
  it.each([
    ['a.put:call', false],
    ['a.put:acked', false],
    ['open fs open:before', false],
    ['fs open:before', true],
    ['failpoint a b', true],
  ])('%s: %s', (point, isInside) => {
    expect(counted([plain, { ...ran(two), points: [[point]] }, shown()]).seesInside).toBe(isInside)
  })
})

describe('overlapping calls', () => {
  it('are counted by the method of the later one', () => {
    const events = [event(write(1), 'done', 0, 3), event(read(), 0, 1, 2, 1), event(read(), 1, 4, 5, 1)]
    expect(overlaps(events)).toEqual({ read: 1 })
  })

  it('are pairs: three at once are three', () => {
    const events = [0, 1, 2].map((actor) => event(read(), 0, actor, 10 + actor, actor))
    expect(overlaps(events)).toEqual({ read: 3 })
  })

  it('are those of different actors', () => {
    expect(overlaps([event(read(), 0, 0, 3), event(read(), 0, 1, 2)])).toEqual({})
  })

  it('are not those that follow each other', () => {
    expect(overlaps(two.map((one, actor) => ({ ...one, actor })))).toEqual({})
  })
})

describe('the evidence of a trial', () => {
  it('counts cases, their calls, and the marks that they reached', () => {
    const total = counted([plain, ran(two), shown('busy')], [plain, ran(two), shown('busy', 'free')]).total()
    expect(total).toMatchObject({ cases: 2, operations: 4, histories: 2, marks: { busy: 2, free: 1 } })
  })

  it('counts each schedule of a script once', () => {
    const note = (...choices: number[]): Parameters<EvidenceCount['note']> => [plain, ran(two, { choices }), shown()]
    expect(counted(note(0, 1, 0), note(0, 1, 0), note(1, 0, 0), note()).total().schedules).toBe(2)
  })

  it('counts the schedules of one script apart from those of the next', () => {
    const note = (of: Case): Parameters<EvidenceCount['note']> => [of, ran(two, { choices: [1] }), shown()]
    const next: Case = { ...plain, script: [] }
    expect(counted(note(plain), note(next), note(next)).total().schedules).toBe(2)
  })

  it('counts the rounds of a place as cases, and tells by which steps cases went', () => {
    const count = counted([{ ...plain, tier: 'T2' }, ran(two, { choices: [1] }), shown('busy')])
    const of: Case = { ...plain, tier: 'T2', script: [], overlap: 'driver' }
    count.noteRounds(of, { ran: ran(two), rounds: [[0], [1], [0]] }, shown('busy'))
    expect(count.total()).toMatchObject({ cases: 4, operations: 4, schedules: 3, steps: { calls: 1, driver: 3 } })
    expect(count.total().marks).toEqual({ busy: 2 })
  })

  it('counts an example without a history of its own', () => {
    const count = new EvidenceCount()
    count.noteExample(7)
    expect(count.total()).toMatchObject({ cases: 1, operations: 7 })
  })

  it('shows a kill by the call that it cut off and the point at which it did', () => {
    const total = counted([faulty('kill', 'sqlite run COMMIT:before'), ran(cut), shown()]).total()
    expect(total).toMatchObject({ kills: 1, killsByPoint: { 'registers.write @ sqlite run COMMIT:before': 1 } })
  })

  it.each(['registers.write:call', 'registers.write:acked'])('does not count a kill outside a call: %s', (point) => {
    expect(counted([faulty('kill', point), ran(cut), shown()]).total()).toMatchObject({ kills: 0 })
  })

  it('does not count a kill that did not happen, nor a pause', () => {
    const missed: Parameters<EvidenceCount['note']> = [faulty('kill', 'p'), ran(two, { fired: false }), shown()]
    const parked: Parameters<EvidenceCount['note']> = [faulty('park', 'p'), ran(two), shown()]
    const count = counted(missed, parked)
    expect(count.total()).toMatchObject({ kills: 0, killsByPoint: {} })
    expect(count.faults).toBe(1)
  })

  it('says what is missing of calls that were to overlap, and of those of threads where these are asked for', () => {
    const overlapping = { marks: [], overlap: { put: 1 } }
    const of: Case = { ...plain, tier: 'T2', actors: 2 }
    expect(counted([of, ran(two), shown()]).unmet(false)).toBe('no two calls overlapped')
    const inOneThread = counted([of, ran(two), overlapping])
    expect(inOneThread.unmet(false)).toBeUndefined()
    expect(inOneThread.unmet(true)).toBe('no two calls of threads overlapped')
    const inThreads = counted([{ ...of, overlap: 'threads' }, ran(two), overlapping])
    expect(inThreads.unmet(true)).toBeUndefined()
    inThreads.noteContention({ put: 3, prune: 0 })
    expect(inThreads.unmet(true)).toBe('no call of prune met another while it ran')
  })

  it('knows what was reached', () => {
    const count = counted([plain, ran(two), shown('busy')])
    expect([count.reached('busy'), count.reached('toString')]).toEqual([true, false])
  })
})

describe('a sum of evidence', () => {
  const total = counted([faulty('kill', 'p'), ran(cut), shown('busy')]).total()

  it('of nothing is nothing', () => {
    expect(sum([])).toMatchObject({ cases: 0, operations: 0, kills: 0, ms: 0, marks: {}, overlap: {} })
  })

  it('adds every number, those by name one by one', () => {
    const one = {
      ...total,
      ms: 5,
      sites: 6,
      killedSites: 7,
      images: 2,
      schedules: 3,
      steps: { driver: 6 },
      reruns: 4,
      diverged: 5,
      aimed: 4,
      missed: 3,
      overlap: { read: 1 },
    }
    expect(sum([one, one, sum([])])).toEqual({
      cases: 2,
      operations: 4,
      schedules: 6,
      steps: { driver: 12 },
      reruns: 8,
      diverged: 10,
      aimed: 8,
      missed: 6,
      kills: 2,
      killsByPoint: { 'registers.write @ p': 2 },
      sites: 12,
      killedSites: 14,
      images: 4,
      histories: 2,
      overlap: { read: 2 },
      marks: { busy: 2 },
      ms: 10,
    })
  })
})
