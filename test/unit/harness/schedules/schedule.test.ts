import { describe, expect, it } from 'vitest'
import type { Plan } from '../../../../src/harness/schedules/schedule.ts'
import { Schedule } from '../../../../src/harness/schedules/schedule.ts'

/** Actors of so many steps each, moved by the schedule to their end: who moved, in order. */
function moves(schedule: Schedule, ...steps: readonly number[]): string {
  const left = [...steps]
  let order = ''
  for (;;) {
    const movable = left.reduce((bits, count, actor) => (count > 0 ? bits | (1 << actor) : bits), 0)
    if (movable === 0) return order
    const actor = schedule.pick(movable)
    left[actor] = (left[actor] ?? 0) - 1
    order += actor
  }
}

function begun(plan: Plan): Schedule {
  const schedule = new Schedule()
  schedule.begin(plan)
  return schedule
}

const list = (...choices: readonly number[]): Plan => ({ kind: 'list', choices })
const seeds = Array.from({ length: 200 }, (_, index) => index + 1)

describe('a schedule by a list', () => {
  it('goes on where the list has ended', () => {
    expect(moves(begun(list()), 2, 2, 2)).toBe('001122')
  })

  it('counts positions from the actor that moved last', () => {
    expect(moves(begun(list(2, 1, 0)), 2, 2, 2)).toBe('200112')
  })

  it('takes a choice that is too great modulo the number of ways', () => {
    expect(moves(begun(list(5)), 1, 1, 1)).toBe(moves(begun(list(2)), 1, 1, 1))
  })

  it('uses no choice up where only one can move', () => {
    const schedule = begun(list(0, 1))
    expect(moves(schedule, 3, 1)).toBe('0100')
    expect(schedule.choices()).toEqual([0, 1])
  })
})

describe('a schedule', () => {
  const plans: readonly (readonly [string, (seed: number) => Plan])[] = [
    ['uniform', (seed) => ({ kind: 'random', seed, pauses: false })],
    ['uniform with pauses', (seed) => ({ kind: 'random', seed, pauses: true })],
    ['by priority of depth 2', (seed) => ({ kind: 'pct', seed, depth: 2, length: 9 })],
    ['by priority of depth 3', (seed) => ({ kind: 'pct', seed, depth: 3, length: 9 })],
  ]

  it.each(plans)('is the same for the same plan: %s', (_, plan) => {
    for (const seed of seeds) expect(moves(begun(plan(seed)), 3, 3, 3)).toBe(moves(begun(plan(seed)), 3, 3, 3))
  })

  it.each(plans)('is made again by the choices that it wrote down: %s', (_, plan) => {
    for (const seed of seeds) {
      const first = begun(plan(seed))
      const order = moves(first, 4, 3, 2)
      const again = begun({ kind: 'list', choices: first.choices() })
      expect(moves(again, 4, 3, 2)).toBe(order)
      expect(again.options()).toEqual(first.options())
    }
  })

  it('that begins anew has forgotten the one before', () => {
    const schedule = begun({ kind: 'pct', seed: 5, depth: 3, length: 4 })
    moves(schedule, 3, 3)
    schedule.begin(list())
    expect([moves(schedule, 2, 2), schedule.steps]).toEqual(['0011', 4])
  })

  it('is one schedule for all who share its memory', () => {
    const shared = Schedule.shared()
    shared.begin({ kind: 'random', seed: 3, pauses: false })
    const other = new Schedule(shared.memory)
    const alone = begun({ kind: 'random', seed: 3, pauses: false })
    const turns = Array.from({ length: 40 }, (_, turn) => (turn % 2 === 0 ? shared : other).pick(7))
    expect(turns).toEqual(Array.from({ length: 40 }, () => alone.pick(7)))
    expect(shared.choices()).toEqual(alone.choices())
  })

  it('goes on without a switch after more decisions than it can write down', () => {
    const schedule = begun({ kind: 'random', seed: 1, pauses: false })
    for (let turn = 0; turn < 5_000; turn += 1) schedule.pick(3)
    expect(schedule.choices()).toHaveLength(4_000)
    const again = begun({ kind: 'list', choices: schedule.choices() })
    for (let turn = 0; turn < 4_000; turn += 1) again.pick(3)
    const last = again.pick(3)
    expect(Array.from({ length: 50 }, () => again.pick(3))).toEqual(Array.from({ length: 50 }, () => last))
  })
})

describe('uniform choice', () => {
  it('takes every order of two short actors', () => {
    const orders = new Set(seeds.map((seed) => moves(begun({ kind: 'random', seed, pauses: false }), 2, 2)))
    expect(orders.size).toBe(6)
  })

  it('pauses about half of the time, and only where it may', () => {
    const ways = (pauses: boolean): number =>
      seeds.filter((seed) => begun({ kind: 'random', seed, pauses }).pause(6) !== 0).length
    expect(ways(false)).toBe(0)
    expect(ways(true)).toBeGreaterThan(50)
    expect(ways(true)).toBeLessThan(120)
  })
})

describe('choice by priority', () => {
  it('switches at most as often as its depth allows, beside the ends of actors', () => {
    for (const seed of seeds) {
      const order = moves(begun({ kind: 'pct', seed, depth: 2, length: 12 }), 6, 6)
      expect(order.match(/(.)\1*/g)?.length, order).toBeLessThanOrEqual(3)
    }
  })

  it('lets one sleep through all steps of the other, often', () => {
    const slept = seeds.filter((seed) =>
      /^0{2}1{15}0{2}$/.test(moves(begun({ kind: 'pct', seed, depth: 2, length: 19 }), 4, 15)),
    )
    expect(slept.length).toBeGreaterThan(4)
  })
})
