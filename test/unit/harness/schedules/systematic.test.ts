import { describe, expect, it } from 'vitest'
import { Schedule } from '../../../../src/harness/schedules/schedule.ts'
import { Systematic } from '../../../../src/harness/schedules/systematic.ts'

/** Runs actors of so many steps by every list that the search gives; the orders in which they moved. */
function searched(steps: readonly number[], listsMax = 10_000): { orders: readonly string[]; search: Systematic } {
  const search = new Systematic()
  const schedule = new Schedule()
  const orders: string[] = []
  for (let lists = 0; lists < listsMax && !search.isOver; lists += 1) {
    schedule.begin({ kind: 'list', choices: search.next() })
    const left = [...steps]
    let order = ''
    for (let movable = bits(left); movable !== 0; movable = bits(left)) {
      const actor = schedule.pick(movable)
      schedule.pause(6)
      left[actor] = (left[actor] ?? 0) - 1
      order += actor
    }
    search.note(schedule.choices(), schedule.options())
    orders.push(order)
  }
  return { orders, search }
}

function bits(left: readonly number[]): number {
  return left.reduce((all, count, actor) => (count > 0 ? all | (1 << actor) : all), 0)
}

/** Switches away from an actor that could have gone on. */
function preemptions(order: string): number {
  const switches = order.split('').map((actor, at) => at > 0 && order[at - 1] !== actor && order.slice(at))
  return switches.filter((rest, at) => rest !== false && rest.includes(order[at - 1] ?? '')).length
}

describe('the systematic search', () => {
  it.each([
    [[2, 2], 6],
    [[3, 3], 20],
    [[6, 6], 924],
    [[2, 2, 2], 90],
  ])('of a short script runs every schedule once: %j has %i', (steps, count) => {
    const { orders, search } = searched(steps)
    expect([orders.length, new Set(orders).size]).toEqual([count, count])
    expect(search.isComplete).toBe(true)
  })

  it('of a longer one runs those with up to two preemptions, and does not say that none is left', () => {
    const { orders, search } = searched([9, 4])
    const all = new Set(orders)
    expect(Math.max(...orders.map(preemptions))).toBe(2)
    expect([...all].filter((order) => preemptions(order) === 1)).toHaveLength(8 + 3)
    expect(search.isOver).toBe(true)
    expect(search.isComplete).toBe(false)
  })

  it('comes to those with one preemption first', () => {
    const { orders } = searched([9, 4], 13)
    expect(Math.max(...orders.map(preemptions))).toBe(1)
  })
})
