// Where kills can land in calls that change something, and where one has.
import { describe, expect, it } from 'vitest'
import outputs from '../../../../contracts/repository/outputs/contract.ts'
import type { Fault } from '../../../../contracts/index.ts'
import { Sites } from '../../../../src/harness/lab/sites.ts'

const nothingRefused = { ports: { outputs: { ages: 'store', listing: 'pages' } } } as const

const opening = ['open fs read:before']
const get = ['outputs.get:call', 'fs read:before', 'outputs.get:reply', 'outputs.get:acked']
const put = ['outputs.put:call', 'fs write:before', 'fs write:after', 'fs write:before', 'outputs.put:reply']
const points = [[...opening, ...get, ...put, 'outputs.put:acked']]

function kill(point: string, hit = 1): Fault {
  return { actor: 0, point, hit, action: 'kill' }
}

describe('sites', () => {
  it('are the points in calls that change something, and the one after each, by call', () => {
    const sites = Sites.of(outputs, nothingRefused)
    const faults = [
      kill('fs read:before'),
      kill('fs write:before'),
      kill('outputs.put:call'),
      kill('outputs.put:reply'),
      kill('outputs.put:acked'),
      kill('open fs read:before'),
    ]
    sites.freshFirst(faults, { points })
    expect(sites.counts).toEqual({ seen: 3, killed: 0 })
  })

  it('count once, however often an actor comes to one, and the first fault of each comes first', () => {
    const sites = new Sites({ methods: ['put'] })
    const [again, write, read] = [kill('fs write:before', 2), kill('fs write:before'), kill('fs read:before')]
    expect(sites.freshFirst([read, write, again], { points })).toEqual([write, read, again])
    expect(sites.counts).toEqual({ seen: 1, killed: 0 })
  })

  it('are open until a kill has landed at each', () => {
    const sites = new Sites({ methods: ['put'] })
    const [write, reply] = [kill('fs write:after'), kill('outputs.put:reply')]
    sites.freshFirst([write, reply], { points })
    sites.note(write, true)
    expect([sites.isOpen, sites.counts]).toEqual([true, { seen: 2, killed: 1 }])
    sites.note(reply, true)
    expect([sites.isOpen, sites.counts]).toEqual([false, { seen: 2, killed: 2 }])
  })

  it('are given up, and stay without their kill, after two faults that did not find them again', () => {
    const sites = new Sites({ methods: ['put'] })
    const write = kill('fs write:after')
    sites.freshFirst([write], { points })
    sites.note(write, false)
    expect(sites.isOpen).toBe(true)
    sites.note(write, false)
    expect([sites.isOpen, sites.counts]).toEqual([false, { seen: 1, killed: 0 }])
  })

  it('need no second kill in a later script', () => {
    const sites = new Sites({ methods: ['put'] })
    const [first, later, other] = [kill('fs write:after'), kill('fs write:after'), kill('fs write:before')]
    sites.freshFirst([first], { points })
    sites.note(first, true)
    expect(sites.freshFirst([later, other], { points })).toEqual([other, later])
  })

  it('of methods that were never called are unmet', () => {
    const sites = new Sites({ methods: ['put', 'delete'] })
    sites.freshFirst([kill('outputs.put:reply')], { points })
    expect(sites.unmet).toEqual(['delete'])
  })

  it('prove nothing while a method that was to be killed in has none, unless the claims may refuse it', () => {
    for (const mayRefuse of [false, true]) {
      const sites = new Sites({ methods: ['put', 'delete'], mayRefuse })
      const reply = kill('outputs.put:reply')
      sites.freshFirst([reply], { points })
      expect(sites.lacking).toBe('a kill landed at 0 of 1 points of calls that change something')
      sites.note(reply, true)
      expect(sites.lacking).toBe(mayRefuse ? undefined : 'no kill landed in a call of delete')
    }
  })

  it('are asked for of no method that the first script does not call: the adapter does not serve it', () => {
    const sites = Sites.of(outputs, nothingRefused)
    expect(sites.unmet).toContain('delete')
    sites.freshFirst([kill('outputs.put:reply')], { points })
    expect([sites.unmet, sites.lacking]).toEqual([[], 'a kill landed at 0 of 1 points of calls that change something'])
  })

  it('are none for other faults', () => {
    const sites = new Sites({ methods: ['put'] })
    const parked: Fault = { ...kill('fs write:after'), action: 'park' }
    expect(sites.freshFirst([parked], { points })).toEqual([parked])
    sites.note(parked, true)
    expect(sites.counts).toEqual({ seen: 0, killed: 0 })
  })
})
