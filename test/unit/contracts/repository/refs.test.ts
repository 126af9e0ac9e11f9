/** The brand of refs: what is one, and what only looks like one. */
import { describe, expect, it } from 'vitest'
import { isRef } from '../../../../contracts/repository/refs.ts'

const ref = { kind: 'holdfast.ref', id: 'b-1', scope: { tenant: 't', run: 'r' }, size: 3, mime: 'image/png' }

describe('a ref', () => {
  it('is one after it was written as JSON and read again', () => {
    expect(isRef(ref)).toBe(true)
    expect(isRef(JSON.parse(JSON.stringify(ref)))).toBe(true)
  })

  it('needs no run and no media type, and may have no prototype', () => {
    expect(isRef({ kind: 'holdfast.ref', id: 'b-1', scope: { tenant: 't' }, size: 0 })).toBe(true)
    expect(isRef(Object.assign(Object.create(null), ref))).toBe(true)
  })

  it.each<[string, unknown]>([
    ['null', null],
    ['a text', 'holdfast.ref'],
    ['the brand alone', { kind: 'holdfast.ref' }],
    ['the fields without the brand', { ...ref, kind: undefined }],
    ['the fields with another brand', { ...ref, kind: 'holdfast.Ref' }],
    ['a pointer of JSON Schema', { $ref: '#/definitions/a' }],
    ['a pointer with the brand', { kind: 'holdfast.ref', $ref: '#/definitions/a' }],
    ['a list', [ref]],
    ['an inherited brand', Object.create(ref)],
    ['an empty id', { ...ref, id: '' }],
    ['an id beyond its length', { ...ref, id: 'n'.repeat(513) }],
    ['a scope without a tenant', { ...ref, scope: { run: 'r' } }],
    ['a negative size', { ...ref, size: -1 }],
    ['a size in part', { ...ref, size: 0.5 }],
    ['a media type of two lines', { ...ref, mime: 'text/plain\nX: y' }],
    ['a field more', { ...ref, path: '/etc/passwd' }],
  ])('is not %s', (_, value) => {
    expect(isRef(value)).toBe(false)
  })

  it('is no object with an accessor, and no accessor of it is run', () => {
    const asked: string[] = []
    const accessor = (key: string): PropertyDescriptor => ({
      enumerable: true,
      get: () => asked.push(key),
    })
    expect(isRef(Object.defineProperty({ ...ref }, 'id', accessor('id')))).toBe(false)
    expect(isRef(Object.defineProperty({ ...ref }, 'kind', accessor('kind')))).toBe(false)
    expect(asked).toEqual([])
  })
})
