import { describe, expect, it } from 'vitest'
import type { Claims, ErrorKind, Fault, Tier } from '../../../../contracts/index.ts'
import type { Case } from '../../../../src/harness/case.ts'
import { faultsOf, recoveryOf, unendable } from '../../../../src/harness/lab/faults.ts'
import type { Ran } from '../../../../src/harness/lab/subject.ts'
import { Random } from '../../../../src/harness/random.ts'

const insert = 'better-sqlite3 run INSERT t'
const points = ['p.put:call', `${insert}:before`, `${insert}:after`, 'fs write:after', 'p.put:reply', 'p.put:acked']

function ran(...seen: readonly (readonly string[])[]): Ran {
  return { history: [], fired: true, points: seen, choices: [], awaited: new Set(['fs write:after']) }
}

function offered(from: Ran, tier: Tier, ...wanted: readonly Fault['action'][]): readonly Fault[] {
  return faultsOf(from, { tier, wanted, actors: from.points.length }, new Random(1))
}

function pointsOf(faults: readonly Fault[]): readonly string[] {
  return faults.map(({ point }) => point).toSorted()
}

describe('ends of sessions and processes', () => {
  const alone: Claims = { survives: 'session', sharing: 'session', ports: {} }
  const beside: Claims = { ...alone, sharing: 'thread' }

  it('mean nothing where they are all that is wanted, and none can come', () => {
    expect(unendable('T3', ['kill', 'drop'], alone)).toMatch(/^a dropped session stays open/)
    expect(unendable('T3', ['drop'], alone)).toBeDefined()
  })

  it.each<[string, Tier, readonly Fault['action'][], Claims]>([
    ['sessions may be beside each other', 'T3', ['kill', 'drop'], beside],
    ['processes can be killed', 'T4', ['kill', 'drop'], alone],
    ['the tier has no faults at all', 'T1', ['kill', 'drop'], alone],
    ['other faults are wanted too', 'T3', ['drop', 'throw'], alone],
    ['no faults are wanted', 'T3', [], alone],
  ])('are another matter where %s', (_, tier, faults, claims) => {
    expect(unendable(tier, faults, claims)).toBeUndefined()
  })
})

describe('the faults that a recorded run offers', () => {
  it('are at every point, with the number of times that it was come to', () => {
    const hits = offered(ran(['a', 'b', 'a']), 'T4', 'kill').map(({ point, hit }) => `${point} ${hit}`)
    expect(hits.toSorted()).toEqual(['a 1', 'a 2', 'b 1'])
  })

  it('come in the one call of the one actor that a search names', () => {
    const twice = ran(['open x', ...points, ...points], points)
    const struck = { actor: 0, call: 2 }
    const faults = faultsOf(twice, { tier: 'T4', wanted: ['kill'], actors: 2, struck }, new Random(1))
    expect(faults.map(({ actor, hit }) => `${actor} ${hit}`)).toEqual(points.map(() => '0 2'))
    expect(pointsOf(faults)).toEqual(points.toSorted())
  })

  it('are errors, one for each code that could come there', () => {
    const errors = offered(ran(points), 'T3', 'throw').map(({ point, error }) => `${point} ${error}`)
    expect(errors.toSorted()).toEqual([
      `${insert}:after SQLITE_IOERR_WRITE`,
      `${insert}:before SQLITE_BUSY`,
      `${insert}:before SQLITE_FULL`,
      `${insert}:before SQLITE_IOERR_WRITE`,
      'fs write:after EIO',
    ])
  })

  it('are of the one kind of errors that is wanted, and of a commit that is undone only where that is', () => {
    const seen = ran(['p.put:call', 'pg INSERT t:before', 'pg COMMIT:before', 'p.put:reply'])
    const of = (errors: ErrorKind | undefined): readonly string[] =>
      faultsOf(seen, { tier: 'T3', wanted: ['throw'], actors: 1, errors }, new Random(1))
        .map(({ point, error }) => `${point} ${error}`)
        .toSorted()
    expect(of('conflict')).toEqual(['pg COMMIT:before 40001', 'pg INSERT t:before 40001', 'pg INSERT t:before 40P01'])
    expect(of('rolled-back')).toEqual(['pg COMMIT:before ROLLED_BACK'])
    expect(of(undefined).filter((error) => error.startsWith('pg COMMIT'))).toEqual([
      'pg COMMIT:before 40001',
      'pg COMMIT:before 57P01',
      'pg COMMIT:before ECONNRESET',
    ])
  })

  it('are done to a server where the actor waits meanwhile, and in one thread only', () => {
    const seen = ran(['open fs write:after', ...points])
    for (const action of ['restart', 'disconnect'] as const) {
      expect(pointsOf(offered(seen, 'T3', action))).toEqual([
        'fs write:after',
        'p.put:acked',
        'p.put:call',
        'p.put:reply',
      ])
      expect(offered(seen, 'T4', action)).toEqual([])
    }
  })

  it('are whatever a relay can do, and one silence for each script, at the end', () => {
    const exchange = 'relay exchange COMMIT'
    const errors = offered(ran([`${exchange}:before`, `${exchange}:after`, `open ${exchange}:after`]), 'T3', 'throw')
    const codes = errors.map(({ error = '' }) => error)
    expect(codes.filter((code) => code === 'BLACK_HOLE')).toHaveLength(1)
    expect(codes.at(-1)).toBe('BLACK_HOLE')
    expect(new Set(codes)).toEqual(new Set(['CUT', 'RESET', 'SLICE', 'BLACK_HOLE']))
    expect(errors.filter(({ point }) => point.endsWith(':before')).map(({ error }) => error)).not.toContain('SLICE')
  })

  it('are no drops beneath the adapter, where a call cannot be left', () => {
    expect(pointsOf(offered(ran([...points, 'fs write:half', 'failpoint x y']), 'T3', 'drop'))).toEqual([
      'p.put:acked',
      'p.put:call',
      'p.put:reply',
    ])
  })

  it('are pauses inside calls only, by turns of both kinds, where somebody is beside', () => {
    expect(offered(ran(points), 'T4', 'park', 'stop')).toEqual([])
    const pauses = offered(ran(points, []), 'T4', 'park', 'stop')
    expect(pointsOf(pauses)).toEqual(points.slice(1, 5).toSorted())
    expect(new Set(pauses.map(({ action }) => action))).toEqual(new Set(['park', 'stop']))
    expect(offered(ran(points, []), 'T4', 'stop')).toHaveLength(4)
  })

  it('are pauses of both kinds on either side of the calls beneath', () => {
    const calls = Array.from({ length: 4 }, () => points.slice(1, 3)).flat()
    const pauses = offered(ran(['p.put:call', ...calls, 'p.put:reply'], []), 'T4', 'park', 'stop')
    const kinds = new Set(pauses.map(({ point, action }) => `${point} ${action}`))
    for (const kind of ['before park', 'before stop', 'after park', 'after stop'])
      expect(kinds).toContain(`${insert}:${kind}`)
  })

  it('are delays where an asynchronous call answers', () => {
    expect(pointsOf(offered(ran(points), 'T4', 'delay'))).toEqual(['fs write:after'])
  })

  it('are few while sessions open', () => {
    const opening = Array.from({ length: 40 }, (_, index) => `open ${index}`)
    const faults = offered(ran([...opening, ...points]), 'T4', 'kill')
    expect(faults.filter(({ point }) => point.startsWith('open '))).toHaveLength(1)
    expect(faults).toHaveLength(points.length + 1)
  })
})

describe('a kill in a recovery', () => {
  const killed: Case = { tier: 'T4', actors: 1, script: [], fault: { actor: 0, point: 'a', hit: 1, action: 'kill' } }
  const looked = { ...ran(['a']), recovered: ['open x', 'y', 'y'] }

  function all(of: Case, from: Ran): readonly Fault[] {
    return Array.from({ length: 800 }, (_, seed) => recoveryOf(of, from, seed)?.recovery ?? []).flat()
  }

  it('follows one kill in sixteen, at any point of the recovery', () => {
    const kills = all(killed, looked)
    expect(kills.length).toBeGreaterThan(25)
    expect(kills.length).toBeLessThan(80)
    const places = new Set(kills.map(({ point, hit }) => `${point} ${hit}`))
    expect([...places].toSorted()).toEqual(['open x 1', 'y 1', 'y 2'])
  })

  it('is the same whenever its case has ended', () => {
    for (let seed = 0; seed < 20; seed += 1)
      expect(recoveryOf(killed, looked, seed)).toEqual(recoveryOf(structuredClone(killed), looked, seed))
  })

  it('follows no other fault, no kill in a recovery, and none whose recovery was not seen', () => {
    const [recovery] = all(killed, looked)
    if (!recovery || !killed.fault) throw new Error('expected a kill')
    expect(all({ ...killed, recovery }, looked)).toEqual([])
    expect(all({ ...killed, fault: { ...killed.fault, action: 'park' } }, looked)).toEqual([])
    expect(all(killed, ran(['a']))).toEqual([])
  })
})
