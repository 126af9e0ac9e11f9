import { describe, expect, it } from 'vitest'
import { unpainted } from '../../../src/report/paint.ts'
import { table } from '../../../src/report/table.ts'

describe('a table', () => {
  it('aligns words to the left and numbers to the right', () => {
    const rows = [
      ['law', 'cases', 'reason'],
      ['one', 7, ''],
      ['another', 1_000, 'late'],
    ]
    expect(table(rows, unpainted)).toEqual(['law      cases  reason', 'one          7', 'another   1000  late'])
  })

  it('stands rows of different lengths side by side', () => {
    expect(table([['a'], ['bb', 'c']], unpainted)).toEqual(['a', 'bb  c'])
  })

  it('measures a text before it is painted', () => {
    const rows = [
      [{ tone: 'good', text: 'a' } as const, 'x'],
      ['bb', 'x'],
    ]
    expect(table(rows, (_tone, text) => `<<${text}>>`)).toEqual(['<<a>>   x', 'bb  x'])
  })

  it('counts a character outside of the basic plane once', () => {
    expect(
      table(
        [
          ['\u{1d11e}', 'x'],
          ['a', 'x'],
        ],
        unpainted,
      ),
    ).toEqual(['\u{1d11e}  x', 'a  x'])
  })

  it('of no rows is empty', () => {
    expect(table([], unpainted)).toEqual([])
  })
})
