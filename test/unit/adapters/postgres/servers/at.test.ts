import { describe, expect, it } from 'vitest'
import { readServerAt } from '../../../../../adapters/postgres/servers/at.ts'

const url = 'postgresql://holdfast@localhost/postgres?host=%2Ftmp%2Fa'

describe('what a start tells of a server', () => {
  it.each([
    ['a server of our own', { url, schema: 'holdfast', keeper: '/tmp/a/keeper' }],
    ["somebody else's, which no keeper has", { url, schema: 'holdfast_1' }],
  ])('is read as it was written: %s', (_, at) => {
    expect(readServerAt(at)).toEqual(at)
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', url],
    ['a list', [url, 'holdfast']],
    ['no schema', { url }],
    ['an empty url', { url: '', schema: 'holdfast' }],
    ['a keeper that is no path', { url, schema: 'holdfast', keeper: 1 }],
  ])('is refused where it is %s', (_, given) => {
    expect(() => readServerAt(given)).toThrow(/^server: expected the url and the schema of a Postgres/)
  })
})
