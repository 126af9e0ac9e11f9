import { describe, expect, it } from 'vitest'
import { readDuration } from '../../../src/harness/durations.ts'
import { thrownBy } from './thrown.ts'

describe('a duration', () => {
  it.each([
    ['1ms', 1],
    ['500ms', 500],
    ['30s', 30_000],
    ['2m', 120_000],
    ['0.5s', 500],
    [' 2m ', 120_000],
    ['1440m', 86_400_000],
    ['86400s', 86_400_000],
  ])('of %j is %d ms', (text, ms) => {
    expect(readDuration('--budget', text)).toBe(ms)
  })

  it.each(['', '30', 's', '0s', '0.5ms', '-1s', '+1s', '1e3s', '1h', '1 s', '1S', '1441m', 'Infinitys', '1.s'])(
    'is not %j',
    (text) => {
      expect(thrownBy(() => readDuration('--budget', text))).toMatch(/^USAGE: --budget: expected a duration/)
    },
  )
})
