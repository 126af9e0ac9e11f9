/** How each kind of value is written, and what is refused, by its place. */
import { File } from 'node:buffer'
import { openAsBlob } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { runInNewContext } from 'node:vm'
import { withFile } from 'tmp-promise'
import { describe, expect, it } from 'vitest'
import type { Value } from '../../../../contracts/index.ts'
import { valueBytesMax } from '../../../../contracts/values.ts'
import { encodeValue } from '../../../../src/core/codec/encode.ts'

const bytes = Uint8Array.of(9, 1, 2, 3, 9, 9, 9, 9, 9, 9, 9, 9)

const written: readonly (readonly [string, Value])[] = [
  ['null', null],
  ['{"$undefined":true}', undefined],
  ['-1.5', -1.5],
  ['1e+21', 1e21],
  ['{"$number":"-0"}', -0],
  ['{"$number":"NaN"}', NaN],
  ['{"$number":"-Infinity"}', -Infinity],
  ['{"$bigint":"-12"}', -12n],
  ['{"$Date":0}', new Date(0)],
  ['{"$Date":null}', new Date(NaN)],
  [String.raw`"\u0000\ud800 é💾"`, '\0\ud800 é💾'],
  ['{"$Uint8Array":[3,"AQID"]}', bytes.subarray(1, 4)],
  ['{"$Uint8Array":[3,"AQID"]}', Buffer.from(bytes.subarray(1, 4))],
  ['{"$Uint8Array":[1,"AA=="]}', new Uint8Array(new SharedArrayBuffer(1))],
  ['{"$ArrayBuffer":[1,"CQ=="]}', bytes.buffer.slice(0, 1)],
  ['{"$DataView":[1,"AQ=="]}', new DataView(bytes.buffer, 1, 1)],
  ['{"$Float64Array":[8,"AAAAAAAA+D8="]}', Float64Array.of(1.5)],
  ['{"$Blob":["text/plain",2,"aGk="]}', new Blob(['hi'], { type: 'Text/Plain' })],
  ['{"$Map":[]}', new Map()],
  ['{"$Map":[["b",1],[[],{"$Set":["a",2]}]]}', new Map<Value, Value>([['b', 1], [[], new Set(['a', 2])]])], // prettier-ignore
  ['{"$Set":[]}', new Set()],
  ['[[],{},"a"]', [[], {}, 'a']],
  ['{"":0,"10":1,"9":2,"B":3,"a":4,"é":5}', { é: 5, a: 4, B: 3, 9: 2, 10: 1, '': 0 }],
  ['{"$$$a":1,"$$Map":[],"a$":2}', { $$a: 1, a$: 2, $Map: [] }],
  ['{"__proto__":1}', JSON.parse('{"__proto__":1}') as Value],
]

describe('a value is written', () => {
  it.each(written)('as %s', async (text, value) => {
    expect(await encodeValue(value)).toBe(text)
  })

  it('as JSON does it, where it is JSON, however long', async () => {
    const rows = Array.from({ length: 20_000 }, (_, id) => ({
      at: [id / 3],
      id,
      name: `"${id}"`,
      note: 'x'.repeat(id % 99),
    }))
    const value = [rows, 'y'.repeat(5_000), { rows, z: rows.length }]
    expect(await encodeValue(value)).toBe(JSON.stringify(value))
  })

  it('each time that it is shared', async () => {
    const shared = { a: [1] }
    expect(await encodeValue([shared, shared, new Map([[shared, shared.a]])])).toBe(
      '[{"a":[1]},{"a":[1]},{"$Map":[[{"a":[1]},[1]]]}]',
    )
  })

  it('with a blob that is shared', async () => {
    const blob = new Blob(['hi'])
    const text = '{"$Blob":["",2,"aGk="]}'
    const shared = { blobs: [blob, blob] }
    expect(await encodeValue([shared, new Blob(['hi']), shared, '\u00000\u0000'])).toBe(
      String.raw`[{"blobs":[${text},${text}]},${text},{"blobs":[${text},${text}]},"\u00000\u0000"]`,
    )
  })

  it('as it is at the call, whatever becomes of it afterwards', async () => {
    const view = Uint8Array.of(1)
    const value = { list: [1], view, map: new Map([[1, 1]]), blob: new Blob(['hi']) }
    const expected = await encodeValue(structuredClone({ ...value, blob: undefined }))
    const writing = encodeValue(value)
    value.list.push(2)
    value.map.clear()
    view.fill(9)
    expect((await writing).replace('{"$Blob":["",2,"aGk="]}', '{"$undefined":true}')).toBe(expected)
  })
})

class Point {
  readonly x = 1
}
class List extends Array {}
class Table extends Map {}
class Bytes extends Uint8Array {}
class Day extends Date {}

/** A value of a type that the compiler would not let pass. */
function odd(value: unknown): Value {
  return value as Value
}

function cyclic(knot: (around: Value[]) => Value): Value {
  const list: Value[] = []
  list.push(knot(list))
  return list
}

function holed(): unknown[] {
  const list: unknown[] = [1, 2, 3]
  Reflect.deleteProperty(list, 1)
  return list
}

function detached(): Uint8Array {
  const view = new Uint8Array(8)
  structuredClone(view.buffer, { transfer: [view.buffer] })
  return view
}

const throwing = new Proxy({}, {
  ownKeys() {
    throw new RangeError('not today')
  },
}) // prettier-ignore

const refused: readonly (readonly [what: string, message: string, value: Value])[] = [
  ['a cycle through a list', 'value[0]: expected a value without a cycle', cyclic((list) => list)],
  ['a cycle through an object', 'value[0]["a"]: expected a value without a cycle', cyclic((a) => ({ a }))],
  ['a cycle through a map', 'value[0]<entry 0>: expected a value without a cycle', cyclic((a) => new Map([[1, a]]))],
  ['a cycle through a key', 'value[0]<key 1>: expected a value without a cycle', cyclic((a) => new Map<Value, Value>([[0, 0], [a, 1]]))], // prettier-ignore
  ['a cycle through a set', 'value[0]<item 0>: expected a value without a cycle', cyclic((a) => new Set([a]))],
  ['a function', 'value["f"]: expected a value, got a function', odd({ a: [1], f() {} })],
  ['a symbol', 'value: expected a value, got a symbol', odd(Symbol('s'))],
  ['a key that is a symbol', 'value[1]: expected keys that are strings', odd([{}, { [Symbol('s')]: 1 }])],
  ['an accessor', 'value["a"]: expected an enumerable data property', odd({ get a() { throw new Error('asked') } })], // prettier-ignore
  ['what is not enumerable', 'value["a"]: expected an enumerable data property', odd(Object.defineProperty({}, 'a', { value: 1 }))], // prettier-ignore
  ['a hole', 'value["b"]: expected a list without holes', odd({ b: holed() })],
  [
    'a hole beside a key',
    'value[1]: expected an enumerable data property, got none',
    odd(Object.assign(holed(), { a: 1 })),
  ],
  ['a list with a key', 'value: expected a list without holes', odd(Object.assign([1], { a: 1 }))],
  ['a list with a symbol', 'value: expected a list without holes', odd(Object.assign([1], { [Symbol('s')]: 1 }))],
  ['an accessor in a list', 'value[0]: expected an enumerable data property', odd(Object.defineProperty([1], 0, { get: () => 1, enumerable: true }))], // prettier-ignore
  ['an instance', 'value["p"]: expected a value, got an instance of Point', odd({ p: new Point() })],
  ['a list of a class', 'got an instance of List', odd(List.from([1]))],
  ['a map of a class', 'got an instance of Table', odd(new Table())],
  ['bytes of a class', 'got an instance of Bytes', odd(new Bytes(1))],
  ['a date of a class', 'got an instance of Day', odd(new Day(0))],
  ['a date with a key', 'got an instance of Date with keys of its own', odd(Object.assign(new Date(0), { a: 1 }))],
  ['a map with a key', 'got an instance of Map with keys of its own', odd(Object.assign(new Map(), { a: 1 }))],
  ['a buffer with a key', 'got an instance of ArrayBuffer with', odd(Object.assign(new ArrayBuffer(1), { a: 1 }))],
  ['a blob with a key', 'got an instance of Blob with keys of its own', odd(Object.assign(new Blob([]), { a: 1 }))],
  ['a file', 'got an instance of File', odd(new File([], 'name.txt'))],
  ['shared memory', 'got an instance of SharedArrayBuffer', odd(new SharedArrayBuffer(1))],
  ['bytes that were transferred away', 'value["b"]: expected a value that can be read', { b: detached() }],
  ['a proxy that throws', 'value[0]: expected a value that can be read, got RangeError: not today', odd([throwing])],
  ['an error', 'got an instance of Error', odd(new Error('e'))],
  ['a URL', 'got an instance of URL', odd(new URL('a:b'))],
  ['a regular expression', 'got an instance of RegExp', odd(/a/)],
  ['a promise', 'got an instance of Promise', odd(Promise.resolve())],
  ['a number in a box', 'got an instance of Number', odd(Object(1))],
  ['what is of a kind by its prototype only', 'got an instance of Map', odd(Object.create(Map.prototype))],
  ['an object of another realm', 'got an instance of Object', odd(runInNewContext('({})'))],
]

describe('what is no value', () => {
  it.each(refused)('is refused: %s', async (_, message, value) => {
    await expect(encodeValue(value)).rejects.toMatchObject({ name: 'StoreError', code: 'INVALID_ARGUMENT' })
    await expect(encodeValue(value)).rejects.toThrow(message)
  })

  it('is refused: a blob whose file was changed', async () => {
    await withFile(
      async ({ path }) => {
        const blob = await openAsBlob(path)
        await writeFile(path, 'changed')
        await expect(encodeValue({ blob })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
        await expect(encodeValue({ blob })).rejects.toThrow('value["blob"]: expected a blob that can be read')
      },
      { prefix: 'holdfast-' },
    )
  })

  it('is refused by a place that is not longer than a message should be', async () => {
    let value = odd(() => {})
    for (let depth = 0; depth < 1_000; depth += 1) value = [value]
    await expect(encodeValue(value)).rejects.toThrow(/^value(\[0\])+.{5,9}(\[0\])+: expected a value, got a function$/)
  })
})

describe('the size of a value', () => {
  const long = 'x'.repeat(valueBytesMax - 2)

  it('is bounded by its text', async () => {
    expect(await encodeValue(long)).toHaveLength(valueBytesMax)
    await expect(encodeValue(`${long}x`)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    await expect(encodeValue(`${long.slice(1)}é`)).rejects.toThrow(`a text of at most ${valueBytesMax} bytes`)
  })

  it('is that of its bytes too', async () => {
    await expect(encodeValue(new Uint8Array(valueBytesMax + 1))).rejects.toThrow('a text of at most')
    await expect(encodeValue(new Blob([new Uint8Array(valueBytesMax)]))).rejects.toThrow('a text of at most')
  })

  it('counts what is shared each time', async () => {
    const blob = new Blob([new Uint8Array(valueBytesMax / 8)])
    await expect(encodeValue(Array.from({ length: 9 }, () => blob))).rejects.toThrow('a text of at most')
  })

  it('is not bounded by its depth', async () => {
    let value: Value = 1
    for (let depth = 0; depth < 200_000; depth += 1) value = depth % 2 === 0 ? [value] : { a: value }
    expect(await encodeValue(value)).toHaveLength(100_000 * '{"a":[]}'.length + 1)
  })

  it('is found out at once where everything is shared: 2 to the power of 60 leaves would take for ever', async () => {
    const of = (levels: number): Value => {
      let value: Value = [1]
      for (let level = 0; level < levels; level += 1) value = { left: value, right: [value] }
      return value
    }
    expect((await encodeValue(of(10))).match(/1/g)).toHaveLength(1_024)
    await expect(encodeValue(of(60))).rejects.toThrow('a text of at most')
  })
})
