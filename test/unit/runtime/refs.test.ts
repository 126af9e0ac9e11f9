import { describe, expect, it } from 'vitest'
import type { Ref } from '../../../contracts/index.ts'
import { collectRefs } from '../../../src/runtime/refs/index.ts'
import { resolveRefs } from '../../../src/runtime/refs/resolve.ts'
import { refusal } from '../core/backends.ts'

function ref(id: string): Ref {
  return { kind: 'holdfast.ref', id, scope: { tenant: 't' }, size: 1 }
}

const byId = ({ id }: Ref): string => id

describe('a walk over a value', () => {
  it('resolves a value that is a ref itself', async () => {
    expect(await resolveRefs(ref('a'), byId)).toBe('a')
    expect(collectRefs(ref('a'))).toEqual([ref('a')])
  })

  it('takes two refs to one blob for one, whatever else they say, and those of two scopes for two', async () => {
    const asked: string[] = []
    const value = [ref('a'), { ...ref('a'), mime: 'x/y' }, { ...ref('a'), scope: { tenant: 't', run: 'r' } }]
    await resolveRefs(value, ({ scope }) => asked.push(scope.run ?? 'shared'))
    expect(asked).toEqual(['shared', 'r'])
  })

  it('asks a filter once for each ref, and shares what leads to none that is meant', async () => {
    const asked: string[] = []
    const still = [ref('b')]
    const value = { a: [ref('a'), ref('a')], still }
    const filter = ({ id }: Ref): boolean => asked.push(id) > 0 && id === 'a'
    const result = (await resolveRefs(value, byId, { filter })) as typeof value
    expect(result).toEqual({ a: ['a', 'a'], still: [ref('b')] })
    expect(result.still).toBe(still)
    expect(asked.toSorted()).toEqual(['a', 'b'])
  })

  it('resolves the keys of a Map too, and leaves a key whose ref is gone', async () => {
    const value = new Map<unknown, number>([
      [ref('a'), 1],
      [ref('gone'), 2],
    ])
    const result = (await resolveRefs(value, ({ id }) => (id === 'gone' ? undefined : id))) as typeof value
    expect([...result]).toEqual([
      ['a', 1],
      [ref('gone'), 2],
    ])
  })

  it('keeps what a frozen list or object says of its properties, and is not frozen itself', async () => {
    const result = (await resolveRefs(Object.freeze({ a: ref('a'), b: Object.freeze([ref('b')]) }), byId)) as object
    expect(Object.isFrozen(result)).toBe(false)
    expect(Object.getOwnPropertyDescriptor(result, 'a')).toMatchObject({ value: 'a', writable: false })
  })

  it('looks at no field but those that are named, and at none of a list', async () => {
    const value = { a: ref('a'), b: ref('b'), itself: [] as unknown[] }
    value.itself.push(value)
    const result = (await resolveRefs(value, byId, { at: ['a', 'itself'] })) as typeof value
    expect([result.a, result.b]).toEqual(['a', ref('b')])
    expect(result.itself[0]).toBe(result)
    expect(collectRefs([ref('a')], { at: ['0'] })).toEqual([])
  })

  it('begins nothing once it is aborted, and rejects when what had begun is over', async () => {
    const abort = new AbortController()
    const asked: string[] = []
    const resolver = async ({ id }: Ref): Promise<string> => {
      asked.push(id)
      abort.abort()
      await Promise.resolve()
      return id
    }
    const options = { signal: abort.signal, concurrency: 1 }
    expect(await refusal(resolveRefs([ref('a'), ref('b')], resolver, options))).toBe('ABORTED')
    expect(asked).toEqual(['a'])
  })

  it('takes what only claims to be a Map or a Set for a leaf', async () => {
    const fake = Object.create(Map.prototype) as object
    const result = (await resolveRefs([fake, ref('a')], byId)) as unknown[]
    expect(result[0]).toBe(fake)
  })
})
