/** The moves of blobs: what they are bound to, what their claims leave of them, and how they become simpler. */
import { describe, expect, it } from 'vitest'
import type { Ref } from '../../../../../contracts/index.ts'
import { probes, refsIn, resolve, simpler } from '../../../../../contracts/repository/blobs/moves.ts'
import type { BlobCommand } from '../../../../../contracts/repository/blobs/moves.ts'
import { call, chunks, claims, event, lost, ok, other, ref, run, unlisted, write, written } from './calls.ts'

const second: Ref = { ...ref, id: 'b-2' }
const history = [event(0, write, ok(written)), event(1, write, ok({ status: 'written', ref: second }))]

function refOf(command: BlobCommand): unknown {
  return resolve(command, history, claims)?.args[0]
}

describe('a move', () => {
  it('is about the blob that was written so long ago, counted from the newest', () => {
    expect(refOf({ call: 'read', back: 0 })).toEqual({ scope: run, ref: second })
    expect(refOf({ call: 'read', back: 1 })).toEqual({ scope: run, ref })
    expect(refOf({ call: 'read', back: 2 })).toEqual({ scope: run, ref: second })
  })

  it('is about a blob that nobody wrote where there is none', () => {
    expect(resolve({ call: 'stat', back: 3 }, [event(0, write, lost)], claims)?.args[0]).toMatchObject({
      ref: { id: 'no-such-blob' },
    })
  })

  it('may come from elsewhere, and with another ref than was given', () => {
    expect(refOf({ call: 'delete', back: 0, from: other })).toEqual({ scope: other, ref: second })
    expect(refOf({ call: 'delete', back: 0, claims: other })).toEqual({
      scope: other,
      ref: { ...second, scope: other },
    })
    expect(refOf({ call: 'stat', back: 0, id: '../*/*' })).toMatchObject({ ref: { id: '../b-2/b-2' } })
    expect(refOf({ call: 'stat', back: 0, mime: 'a' })).toMatchObject({ ref: { mime: 'a' } })
    expect(refOf({ call: 'stream', back: 0, stops: 2 })).toMatchObject({ stops: 2 })
  })

  it('is left out where the claims do not offer it', () => {
    const list = { call: 'list', olderThanMs: 0, limit: 1 } as const
    expect(resolve(list, history, claims)).toEqual(call('list', { olderThanMs: 0, limit: 1 }))
    expect(resolve(list, history, unlisted)).toBeUndefined()
  })
})

describe('the refs of a history', () => {
  it('are those of writes and of listings, each once; what is no ref is none', () => {
    const listed = event(2, call('list', {}), ok({ blobs: [{ ref: second }, { ref: { ...ref, id: 'b-3' } }] }))
    const unbranded = event(3, write, ok({ status: 'written', ref: { ...ref, kind: undefined, id: 'b-4' } }))
    const failed = event(4, write, ok({ status: 'aborted' }))
    expect(refsIn([...history, listed, unbranded, failed]).map(({ id }) => id)).toEqual(['b-1', 'b-2', 'b-3'])
  })

  it('are read by whoever looks at what is left, with whatever else lies there', () => {
    expect(probes(history, claims)).toEqual([
      call('read', { scope: run, ref }),
      call('read', { scope: run, ref: second }),
      call('survey', {}),
    ])
    expect(probes(history, unlisted)).toHaveLength(2)
  })
})

describe('a simpler move', () => {
  it('writes less, in one scope, without a media type', () => {
    const command = { call: 'write', scope: other, chunks, mime: 'a' } as const
    expect(simpler(command)).toEqual([
      { call: 'write', scope: other, chunks },
      { ...command, scope: run },
      { ...command, chunks: [] },
      { ...command, chunks: [{ bytes: 1, seed: 1 }] },
      { ...command, chunks: [{ bytes: 2, seed: 2 }] },
      {
        ...command,
        chunks: [
          { bytes: 1, seed: 1 },
          { bytes: 1, seed: 2 },
        ],
      },
    ])
  })

  it('keeps its chunks where they say when its source fails', () => {
    expect(simpler({ call: 'write', scope: run, chunks: [{ bytes: 1, seed: 1 }], fails: 1 })).toEqual([])
  })

  it('is about a newer blob, from where it lies', () => {
    expect(simpler({ call: 'read', back: 1, from: other })).toEqual([
      { call: 'read', from: other, back: 0 },
      { call: 'read', back: 1 },
    ])
    expect(simpler({ call: 'read', back: 0 })).toEqual([])
    expect(simpler({ call: 'reap', idleMs: 1 })).toEqual([])
  })
})
