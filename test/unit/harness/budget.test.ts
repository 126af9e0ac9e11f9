import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Budget } from '../../../src/harness/budget.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})

afterEach(() => {
  vi.useRealTimers()
})

describe('a budget', () => {
  it('is not over before its time is', () => {
    const budget = new Budget(1_000, 100, 1)
    vi.advanceTimersByTime(1_000)
    expect(budget.isOver(50, true)).toBe(false)
    expect(budget.isSpent).toBe(false)
    vi.advanceTimersByTime(1)
    expect(budget.isSpent).toBe(true)
  })

  it('is over after its time, where enough was tried and all was seen', () => {
    const budget = new Budget(1_000, 100, 8)
    vi.advanceTimersByTime(1_001)
    expect(budget.isOver(8, true)).toBe(true)
  })

  it('goes on after its time for the least number of cases', () => {
    const budget = new Budget(1_000, 100, 8)
    vi.advanceTimersByTime(1_001)
    expect(budget.isOver(7, true)).toBe(false)
  })

  it('goes on after its time for what was not seen yet, ten times as long', () => {
    const budget = new Budget(1_000, 100, 8)
    vi.advanceTimersByTime(10_000)
    expect(budget.isOver(50, false)).toBe(false)
    vi.advanceTimersByTime(1)
    expect(budget.isOver(50, false)).toBe(true)
  })

  it('has patience for three seconds, however small it is', () => {
    const budget = new Budget(10, 100, 8)
    vi.advanceTimersByTime(3_000)
    expect(budget.isOver(0, false)).toBe(false)
    vi.advanceTimersByTime(1)
    expect(budget.isOver(0, false)).toBe(true)
  })

  it('is over after its number of scripts, whatever was seen', () => {
    const budget = new Budget(Infinity, 2, 8)
    budget.noteScript()
    expect(budget.isOver(0, false)).toBe(false)
    budget.noteScript()
    expect(budget.isOver(0, false)).toBe(true)
  })

  it('that has time is over after its number of scripts only where all was seen', () => {
    const budget = new Budget(1_000, 1, 8)
    budget.noteScript()
    expect(budget.isOver(0, false)).toBe(false)
    expect(budget.isOver(0, true)).toBe(true)
  })

  it('that has no time is over by its number of scripts only', () => {
    const budget = new Budget(Infinity, 2, 0)
    vi.advanceTimersByTime(86_400_000)
    expect(budget.isOver(1_000, true)).toBe(false)
  })

  it('is over after its number of cases, whatever was seen and whatever is due', () => {
    const budget = new Budget(1_000, 100, 8, { casesMax: 4 })
    expect(budget.isOver(3, false, true)).toBe(false)
    expect(budget.isOver(4, false)).toBe(true)
    expect(budget.isOver(4, false, true)).toBe(true)
  })

  it('has more patience where that was given to it', () => {
    const budget = new Budget(10, 100, 8, { patienceMs: 20_000 })
    vi.advanceTimersByTime(20_000)
    expect(budget.isOver(50, false)).toBe(false)
    vi.advanceTimersByTime(1)
    expect(budget.isOver(50, false)).toBe(true)
  })
})
