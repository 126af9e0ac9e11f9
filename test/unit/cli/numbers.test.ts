import { describe, expect, it } from 'vitest'
import { readShard, readTruth, readWhole } from '../../../src/cli/numbers.ts'

describe('a whole number', () => {
  it('is read within its range, both ends included', () => {
    expect(['1', ' 9 ', '+5'].map((text) => readWhole('--runs', text, 1, 9))).toEqual([1, 9, 5])
  })

  for (const text of ['', ' ', '0', '10', '1.0', '1e0', '0x1', 'NaN', '9'.repeat(400)]) {
    it(`is not ${JSON.stringify(text.slice(0, 5))}, and the message says the range`, () => {
      expect(() => readWhole('--runs', text, 1, 9)).toThrow('--runs: expected a whole number from 1 to 9, got')
    })
  }
})

describe('yes or no', () => {
  it('is written as a word or as a digit', () => {
    expect(['true', ' 1 '].map((text) => readTruth('HOLDFAST_COVERAGE', text))).toEqual([true, true])
    expect(['false', '0'].map((text) => readTruth('HOLDFAST_COVERAGE', text))).toEqual([false, false])
  })

  for (const text of ['', 'yes', 'TRUE', '2', 'constructor']) {
    it(`is not ${JSON.stringify(text)}`, () => {
      expect(() => readTruth('HOLDFAST_COVERAGE', text)).toThrow(
        `HOLDFAST_COVERAGE: expected true or false, 1 or 0; got "${text}"`,
      )
    })
  }
})

describe('a shard', () => {
  it('is one of several', () => {
    expect(readShard('2/5')).toEqual({ index: 2, of: 5 })
    expect(readShard('1000/1000')).toEqual({ index: 1_000, of: 1_000 })
  })

  for (const text of ['0/2', '3/2', '1/0', '1/1001', '1', '/', '1/2/3', '-1/2', '1.5/2']) {
    it(`is not ${text}`, () => {
      expect(() => readShard(text)).toThrow(`got "${text}"`)
    })
  }
})
