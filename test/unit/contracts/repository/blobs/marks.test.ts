/** The marks of blobs: a state counts as reached only where it was. */
import { describe, expect, it } from 'vitest'
import type { Event } from '../../../../../contracts/index.ts'
import { blobMarks } from '../../../../../contracts/repository/blobs/marks.ts'
import {
  absent,
  bytes,
  call,
  chunks,
  event,
  lost,
  ok,
  other,
  read,
  ref,
  remove,
  run,
  shared,
  write,
  written,
} from './calls.ts'

const wrote = event(0, write, ok(written))

/** The marks of a call after the blob was written. */
function marks(made: Event['call'], value: unknown, actor = 0): readonly string[] {
  const before = new Set(blobMarks([wrote]))
  return blobMarks([wrote, event(1, made, ok(value), actor)]).filter((mark) => !before.has(mark))
}

describe('a write', () => {
  it('tells of its bytes', () => {
    expect(blobMarks([wrote])).toEqual(['written', 'typed', 'chunked'])
    const sized = (bytesOf: readonly number[]): readonly string[] =>
      blobMarks([
        event(0, call('write', { scope: run, chunks: bytesOf.map((one) => ({ bytes: one, seed: 1 })) }), ok(written)),
      ])
    expect(sized([])).toEqual(['written', 'empty'])
    expect(sized([0, 1])).toEqual(['written', 'chunked', 'empty-chunk'])
    expect(sized([65_537])).toEqual(['written', 'large'])
  })

  it('may be one of two of the same bytes', () => {
    expect(marks(write, { status: 'written', ref: { ...ref, id: 'b-2' } })).toEqual(['twin'])
  })

  it('may come to no end', () => {
    const aborts = { before: 0, source: 'ends' }
    expect(marks(write, { status: 'source-failed' })).toEqual(['source-failed'])
    expect(marks(call('write', { scope: run, chunks, aborts }), { status: 'aborted' })).toEqual(['aborted'])
    expect(marks(write, { status: 'aborted' })).toEqual(['reaped'])
    expect(blobMarks([event(0, write, lost)])).toEqual(['in-flight', 'write-in-flight'])
  })
})

describe('a read', () => {
  it('tells who found what', () => {
    expect(marks(read, bytes())).toEqual(['there'])
    expect(marks(read, bytes(), 1)).toEqual(['there', 'read-by-another'])
    expect(marks(call('read', { scope: run, ref: { ...ref, scope: shared } }), bytes())).toEqual(['there', 'shared'])
    expect(marks(read, { status: 'cut' })).toEqual(['cut'])
  })

  it('tells why it found nothing', () => {
    expect(marks(call('read', { scope: run, ref: { ...ref, id: '../b-1' } }), absent)).toEqual(['absent', 'forged'])
    expect(marks(call('read', { scope: other, ref: { ...ref, scope: other } }), absent)).toEqual(['absent', 'claimed'])
    expect(marks(call('read', { scope: other, ref }), absent)).toEqual(['absent', 'foreign'])
    const deleted = event(1, remove, ok({ status: 'deleted' }))
    expect(blobMarks([wrote, deleted, event(2, read, ok(absent))])).toEqual(expect.arrayContaining(['dangling']))
  })
})

describe('a deletion', () => {
  it('tells what it did', () => {
    expect(marks(remove, { status: 'deleted' })).toEqual(['deleted'])
    expect(marks(call('delete', { scope: other, ref }), absent)).toEqual(['delete-refused'])
    expect(marks(call('delete', { scope: run, ref: { ...ref, id: 'b-9' } }), absent)).toEqual(['delete-absent'])
    const deleted = event(1, remove, ok({ status: 'deleted' }))
    expect(blobMarks([wrote, deleted, event(2, remove, ok(absent))])).toEqual(expect.arrayContaining(['deleted-again']))
  })
})

describe('calls that overlap', () => {
  const long = { ...wrote, invoked: 0, returned: 9 }

  it('are told by what they meet', () => {
    const beside = (made: Event['call'], value: unknown): readonly string[] =>
      blobMarks([long, event(1, made, ok(value), 1)])
    expect(beside(write, { status: 'written', ref: { ...ref, id: 'b-2' } })).toContain('amid-write')
    expect(beside(call('reap', { idleMs: 0 }), { writes: 0 })).toContain('reap-amid-write')
    const stream = { ...event(1, call('stream', { scope: run, ref }), ok(bytes())), returned: 9 }
    expect(blobMarks([wrote, stream, event(2, remove, ok({ status: 'deleted' }), 1)])).toContain('amid-read')
    expect(
      blobMarks([wrote, event(1, call('stream', { scope: run, ref }), ok(bytes())), event(2, remove, ok(absent))]),
    ).not.toContain('amid-read')
  })

  it('may be a write of which nobody knows whether it has ended', () => {
    expect(blobMarks([event(0, write, lost), event(1, call('reap', { idleMs: 0 }), ok({ writes: 1 }))])).toEqual([
      'reap-amid-write',
      'in-flight',
      'write-in-flight',
      'reaped-some',
    ])
  })
})
