import { afterEach, expect, it, vi } from 'vitest'
import { passedOver, warnOf } from '../../../src/core/upgrades.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

function warnings(count: number): readonly unknown[] {
  const emit = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  const notes = Array.from({ length: count }, (_, at) => ({ source: 's', key: `k${at}`, why: 'it is none' }))
  warnOf('the place', notes)
  return emit.mock.calls
}

it('an upgrade that passed nothing over says nothing', () => {
  expect(warnings(0)).toEqual([])
})

it('an upgrade tells in one warning what it passed over, by name as far as that is short', () => {
  const [[text, options] = [], ...more] = warnings(7) as readonly (readonly [string, unknown])[]
  expect([options, more]).toEqual([{ code: passedOver }, []])
  expect(text).toContain('the place passed over')
  expect(text).toContain('s "k4": it is none; and 2 more')
  expect(text).not.toContain('k5')
})
