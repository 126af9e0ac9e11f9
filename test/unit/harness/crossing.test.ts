/** Calls between data and live values, and what a caller does to its own objects afterwards. */
import { describe, expect, it } from 'vitest'
import type { Call, Value } from '../../../contracts/index.ts'
import { outputsPort } from '../../../contracts/repository/outputs/port.ts'
import { workersPort } from '../../../contracts/workers/port.ts'
import { frozen, taken, recorded, revived, spoil, withTexts } from '../../../src/harness/crossing.ts'

const scope = { tenant: 't' }
const key = { task: 'a', input: 'i' }
const live: Call<Value> = { port: 'outputs', method: 'put', args: [scope, key, new Map([[1n, -0]])] }
const data: Call = {
  port: 'outputs',
  method: 'put',
  args: ['{"tenant":"t"}', '{"input":"i","task":"a"}', '{"$Map":[[{"$bigint":"1"},{"$number":"-0"}]]}'],
}

describe('a call', () => {
  it('as data has texts for its values', async () => {
    expect(await frozen(outputsPort, live)).toStrictEqual(data)
  })

  it('is live again, time after time, with objects of its own', () => {
    const [one, other] = [revived(outputsPort, data), revived(outputsPort, data)]
    expect(one).toStrictEqual(live.args)
    spoil(one)
    expect(other).toStrictEqual(live.args)
    expect(revived(outputsPort, data)).toStrictEqual(live.args)
  })

  it('of plain data is what it was, and is copied when it is made', async () => {
    const call: Call = { port: 'outputs', method: 'prune', args: [{ olderThanMs: 1 }] }
    expect(await frozen(outputsPort, call)).toBe(call)
    const given = revived(outputsPort, call)
    spoil(given)
    expect(call.args).toEqual([{ olderThanMs: 1 }])
  })

  it('of another port than that of the script has its texts too', async () => {
    expect(await frozen(workersPort, live)).toStrictEqual(data)
  })

  it('of a port that nobody knows is plain data', () => {
    expect(revived(undefined, data)).toStrictEqual(data.args)
  })
})

function knot(): unknown {
  const list: unknown[] = []
  list.push(list)
  return list
}

const answerPaths = outputsPort.values?.['get']?.answer ?? []

describe('an answer', () => {
  it('as data has texts for its values', async () => {
    expect(await withTexts({ status: 'hit', value: undefined, storedAtMs: 1 }, answerPaths)).toStrictEqual({
      status: 'hit',
      value: '{"$undefined":true}',
      storedAtMs: 1,
    })
  })

  it('that is no value is told as what no model takes for one', async () => {
    const got = await withTexts({ status: 'hit', value: Symbol('s') }, answerPaths)
    expect(got).toEqual({ status: 'hit', value: expect.stringContaining('an answer that is no value') })
    expect(got).toEqual({ status: 'hit', value: expect.stringContaining('Symbol(s)') })
  })

  it.each([
    ['a bigint', { rows: 1n }, 'rows: 1n'],
    ['a cycle', knot(), '[Circular *1]'],
  ])('that is no JSON is told as text: %s', (_, answer, shown) => {
    const got = taken(answer)
    expect(got).toContain('an answer that is no JSON')
    expect(got).toContain(shown)
  })

  it('that is none stays none', () => {
    expect(taken(undefined)).toBeUndefined()
    expect(taken({ a: undefined })).toStrictEqual({})
  })

  it.each([
    [-0, 0],
    [Number.NaN, null],
    [[undefined], [null]],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
  ])('is what JSON makes of it: %s', (answer, made) => {
    expect(taken({ answer })).toStrictEqual({ answer: made })
  })

  it('keeps a key that is the name of the prototype', () => {
    const copy = taken(JSON.parse('{"__proto__":{"a":1}}'))
    expect([Object.keys(copy as object), JSON.stringify(copy)]).toEqual([['__proto__'], '{"__proto__":{"a":1}}'])
  })

  it('is copied, and then spoiled', () => {
    const item = { a: 1 }
    const list = [item]
    expect(taken({ list })).toStrictEqual({ list: [{ a: 1 }] })
    expect([list, item.a]).toEqual([[], undefined])
  })
})

describe('a caller that uses its objects again', () => {
  it('changes all of them, wherever they are', () => {
    const buffer = Uint8Array.of(1, 2, 3, 4).buffer
    const [view, date, set] = [new Uint8Array(buffer, 1, 2), new Date(9), new Set<unknown>([[1]])]
    const [nested, inKey] = [{ a: [1, { b: 1 }] }, { k: 1 }]
    const map = new Map<unknown, unknown>([[inKey, nested]])
    const given: unknown[] = [{ view, date, set, map }]
    spoil(given)
    expect([given, map.size, set.size, inKey, nested, date.getTime()]).toEqual([[], 0, 0, {}, {}, 0])
    expect([...new Uint8Array(buffer)]).toEqual([1, 0xa5, 0xa5, 4])
    spoil(buffer)
    expect([...new Uint8Array(buffer)]).toEqual([0xa5, 0xa5, 0xa5, 0xa5])
  })

  it('comes to an end on what contains itself', () => {
    const list = knot()
    spoil(list)
    expect(list).toEqual([])
  })

  it('leaves what it froze, and what is in it', () => {
    const given = Object.freeze({ inside: { a: 1 } })
    spoil([given, 'text', 1, null])
    expect(given).toEqual({ inside: { a: 1 } })
  })

  it('cannot change a blob', async () => {
    const blob = new Blob(['hi'], { type: 'text/plain' })
    spoil([blob])
    expect([blob.type, await blob.text()]).toEqual(['text/plain', 'hi'])
  })
})

describe('a call that is recorded', () => {
  it('is data, with texts where the port takes values', async () => {
    expect(await recorded(outputsPort, 'put', [scope, key, -0])).toEqual({
      call: {
        port: 'outputs',
        method: 'put',
        args: ['{"tenant":"t"}', '{"input":"i","task":"a"}', '{"$number":"-0"}'],
      },
    })
  })

  it('shows arguments that have no text, and keeps them to be given', async () => {
    const cycle: unknown[] = []
    cycle.push(cycle)
    const made = await recorded(outputsPort, 'put', [scope, key, cycle])
    expect(made.call.args.at(-1)).toBe('<ref *1> [ [Circular *1] ]')
    expect(made.live?.at(-1)).toBe(cycle)
  })
})
