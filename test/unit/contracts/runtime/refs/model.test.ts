import { describe, expect, it } from 'vitest'
import { Expected } from '../../../../../contracts/runtime/refs/model.ts'
import type { GraphRecipe } from '../../../../../contracts/runtime/refs/recipes.ts'

/** An object that holds a ref, a list that holds the object, and itself. */
const cyclic: GraphRecipe = {
  refs: ['there', 'deleted'],
  nodes: [
    {
      kind: 'object',
      fields: [
        { key: 'a', slot: { ref: 0 } },
        { key: 'b', slot: 1 },
        { key: 'c', slot: 2 },
      ],
    },
    { kind: 'list', items: [0, 1, { ref: 1 }, { gap: true }] },
    { kind: 'Set', items: [{ plain: 1 }] },
  ],
}

describe('what must come of a graph', () => {
  it('is a copy of what leads to a ref, with its cycles, and the rest as it was', () => {
    expect(new Expected({ graph: cyclic }).result(false)).toEqual([
      {
        kind: 'object',
        items: [
          ['a', 'got 0'],
          ['b', 1],
          ['c', 2],
        ],
      },
      {
        kind: 'list',
        items: [
          ['0', 0],
          ['1', 1],
          ['2', 'undefined'],
          ['length', '4'],
        ],
      },
      { kind: 'Set', items: [['0', '1']], was: 2 },
    ])
  })

  it('is the value itself where nothing is meant', () => {
    const expected = new Expected({ graph: cyclic, meant: [] })
    expect(expected.isUntouched).toBe(true)
    expect(expected.result(false)[0]).toMatchObject({ was: 0 })
    expect([expected.collected.toSorted((one, other) => one - other), expected.resolved]).toEqual([[0, 1], []])
  })

  it('looks at no field but those that are named', () => {
    const expected = new Expected({ graph: cyclic, at: ['a'] })
    expect(expected.collected).toEqual([0])
    expect(expected.result(false)).toMatchObject([
      {
        items: [
          ['a', 'got 0'],
          ['b', 1],
          ['c', 2],
        ],
      },
      { was: 1 },
      { was: 2 },
      { was: 0 },
    ])
  })

  it('has look-alikes for what they are, and each member of a Set once', () => {
    const graph: GraphRecipe = {
      refs: ['there', 'deleted', 'deleted'],
      nodes: [{ kind: 'Set', items: [{ like: 'pointer', ref: 0 }, { ref: 1 }, { ref: 2 }, { ref: 0 }] }],
    }
    const expected = new Expected({ graph })
    expect(expected.resolved).toEqual([1, 2, 0])
    expect(expected.result(false)[0]?.items).toEqual([
      ['0', 'like pointer'],
      ['1', 'undefined'],
      ['2', 'got 0'],
    ])
  })

  it('has each occurrence by itself where it comes out of a store', () => {
    const graph: GraphRecipe = {
      refs: ['there'],
      nodes: [
        { kind: 'list', items: [1, 1] },
        { kind: 'list', items: [{ ref: 0 }] },
      ],
    }
    expect(new Expected({ graph }).result(true)).toHaveLength(3)
  })
})
