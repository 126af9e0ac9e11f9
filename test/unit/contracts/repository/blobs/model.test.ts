/** The model of blobs: which answers it allows, and what it makes of replies that were never seen. */
import { describe, expect, it } from 'vitest'
import { blobsModel, givenUp, partitionOf } from '../../../../../contracts/repository/blobs/model.ts'
import type { BlobState } from '../../../../../contracts/repository/blobs/model.ts'
import { at } from '../../written.ts'
import {
  absent,
  after,
  ageless,
  bytes,
  call,
  chunks,
  claims,
  digest,
  due,
  fresh,
  other,
  published,
  read,
  ref,
  remove,
  run,
  shared,
  stat,
  there,
  write,
  written,
} from './calls.ts'

const gone = (): BlobState => after(published(), remove, { status: 'deleted' })

describe('a write, by the model of blobs', () => {
  it('makes a blob where there was none', () => {
    expect(due(fresh(), write, written)).toBe('legal')
  })

  it.each<[string, object, string]>([
    ['no brand', { kind: undefined }, 'a ref with its brand'],
    ['a path for an id', { id: '../b' }, 'an id of 1 to 200 letters, digits, dots, dashes and underscores'],
    ['another scope', { scope: other }, 'a ref of ["t","r"]'],
    ['a size that was announced', { size: 4 }, 'a size of 3'],
    ['no media type', { mime: undefined }, 'the media type "image/png"'],
  ])('gives no ref with %s', (_, change, expected) => {
    expect(due(fresh(), write, { status: 'written', ref: { ...ref, ...change } })).toBe(expected)
  })

  it('has a name that no other write had, not one of a blob that is deleted either', () => {
    expect(due(published(), write, written)).toBe('an id that no other write ever had')
    expect(due(gone(), write, written)).toBe('an id that no other write ever had')
  })

  it.each([
    ['fails', { fails: 1 }],
    ['fails behind its last chunk', { fails: 2 }],
    ['is aborted', { aborts: { before: 0, source: 'ends' } }],
  ])('of which the source %s is not published', (_, broken) => {
    const made = call('write', { scope: run, chunks, mime: 'image/png', ...broken })
    expect(due(fresh(), made, written)).toBe('nothing published: its source did not come to its end')
    expect(blobsModel.unseen(fresh(), made, at(1_000))).toEqual([])
  })

  it('may say so where its source fails, and not where it does not', () => {
    const given = blobsModel.initial(givenUp, claims)
    const failed = { status: 'source-failed' }
    expect(due(given, call('write', { scope: run, chunks, fails: 2 }), failed)).toBe('legal')
    expect(due(given, call('write', { scope: run, chunks, fails: 3 }), failed)).toBe('written')
    expect(due(given, write, failed)).toBe('written')
  })

  it('is given up where it was aborted, or once for each that was reaped', () => {
    const given = blobsModel.initial(givenUp, claims)
    const gaveUp = { status: 'aborted' }
    const aborted = call('write', { scope: run, chunks, aborts: { before: 2, source: 'goes-on' } })
    expect(due(given, aborted, gaveUp)).toBe('legal')
    expect(due(given, write, gaveUp)).toBe('written: nobody gave this write up')
    const reaped = after(given, call('reap', { idleMs: 0 }), { writes: 1 })
    expect(due(reaped, write, gaveUp)).toBe('legal')
    expect(due(after(reaped, write, gaveUp), write, gaveUp)).toBe('written: nobody gave this write up')
    const [unseen] = blobsModel.unseen(given, call('reap', { idleMs: 0 }), at(1_000))
    expect(due(unseen ?? given, write, gaveUp)).toBe('legal')
  })

  it('whose reply was lost may have made any blob of its scope, and no other', () => {
    expect(blobsModel.unseen(fresh(), write, at(1_000))).toEqual([published()])
    expect(blobsModel.unseen(published(), write, at(1_000))).toEqual([])
    expect(blobsModel.unseen(gone(), write, at(1_000))).toEqual([])
    const elsewhere = blobsModel.initial(partitionOf({ ...ref, scope: other }), claims)
    expect(blobsModel.unseen(elsewhere, write, at(1_000))).toEqual([])
  })
})

describe('a read, by the model of blobs', () => {
  it('finds what was written and was not deleted', () => {
    expect(due(fresh(), read, absent)).toBe('legal')
    expect(due(fresh(), read, bytes())).toBe('no such blob')
    expect(due(published(), read, bytes())).toBe('legal')
    expect(due(published(), read, absent)).toBe('there: the blob was written and not deleted')
    expect(due(gone(), read, absent)).toBe('legal')
    expect(due(gone(), read, bytes())).toBe('no such blob')
  })

  it.each<[string, object, string]>([
    ['other bytes', { digest: 'other' }, 'the bytes that were written'],
    ['another size', { size: 4 }, 'a size of 3'],
    ['another media type', { mime: 'a' }, 'the media type "image/png"'],
    ['another time', { storedAtMs: 1_001 }, 'stored at 1000'],
    ['no time', { storedAtMs: undefined }, 'stored at 1000'],
    ['a chunk beyond the bound', { largest: 1_048_577 }, 'chunks of at most 1048576 bytes'],
    ['another word', { status: 'found' }, 'there, or absent'],
  ])('gives no blob with %s', (_, change, expected) => {
    expect(due(published(), read, { ...bytes(), ...change })).toBe(expected)
  })

  it('shows no time where no ages are claimed', () => {
    const { storedAtMs: _time, ...undated } = there()
    expect(due(published(ageless), stat, undated)).toBe('legal')
    expect(due(published(ageless), stat, there())).toBe('no storedAtMs: no ages are claimed')
  })

  it('fixes a time that was known as a range only', () => {
    const [state] = blobsModel.unseen(fresh(), write, { fromMs: 1_000, toMs: 1_010 })
    const seen = after(state ?? fresh(), stat, there(1_004))
    expect(due(seen, stat, there(1_005))).toBe('stored at 1004')
  })

  it('is cut off only where the blob was deleted', () => {
    expect(due(published(), read, { status: 'cut' })).toBe('all of its bytes: nobody deleted the blob')
    expect(due(gone(), read, { status: 'cut' })).toBe('legal')
  })

  it('that is left in the middle shows facts and no digest', () => {
    expect(due(published(), call('stream', { scope: run, ref, stops: 1 }), { ...there(), status: 'left' })).toBe(
      'legal',
    )
  })

  it('finds nothing from another run, and what is shared from every run of its tenant', () => {
    const from = call('read', { scope: other, ref })
    expect(due(published(), from, absent)).toBe('legal')
    expect(due(published(), from, bytes())).toBe('absent: whoever stands there sees no such blob')
    const sharedRef = { ...ref, scope: shared }
    const made = call('write', { scope: shared, chunks, mime: 'image/png' })
    const initial = blobsModel.initial(partitionOf(sharedRef), claims)
    const state = after(initial, made, { status: 'written', ref: sharedRef })
    expect(due(state, call('read', { scope: run, ref: sharedRef }), bytes())).toBe('legal')
    expect(due(state, call('read', { scope: { tenant: 'u' }, ref: sharedRef }), absent)).toBe('legal')
  })
})

describe('a deletion, by the model of blobs', () => {
  it('removes a blob once', () => {
    expect(due(published(), remove, { status: 'deleted' })).toBe('legal')
    expect(due(published(), remove, absent)).toBe('deleted: the blob is there')
    expect(due(gone(), remove, absent)).toBe('legal')
    expect(due(gone(), remove, { status: 'deleted' })).toBe('absent')
  })

  it('is for the scope that wrote the blob alone', () => {
    const from = call('delete', { scope: other, ref })
    expect(due(published(), from, absent)).toBe('legal')
    expect(due(published(), from, { status: 'deleted' })).toBe('absent')
    expect(blobsModel.unseen(published(), from, at(1_000))).toEqual([])
    expect(blobsModel.unseen(published(), remove, at(1_000))).toEqual([gone()])
  })
})

describe('a listing, by the model of blobs', () => {
  const list = (olderThanMs: number, limit = 10): ReturnType<typeof call> => call('list', { olderThanMs, limit })
  const one = { ref, storedAtMs: 1_000 }

  it('shows each blob once', () => {
    expect(due(published(), list(0), { blobs: [one] })).toBe('legal')
    expect(due(published(), list(0), { blobs: [] })).toBe('listed: b-1')
    expect(due(published(), list(0), { blobs: [one, one] })).toBe('b-1 listed once')
    expect(due(fresh(), list(0), { blobs: [one] })).toBe('no b-1: there is no such blob')
    expect(due(published(), list(0, 1), { blobs: [one, { ...one, ref: { ...ref, id: 'b-2' } }] })).toBe(
      'a page of at most 1 blobs',
    )
  })

  it('need not show every blob in a page that others follow', () => {
    expect(due(published(), list(0), { blobs: [], cursor: 'a' })).toBe('legal')
  })

  it('goes by age, to the millisecond', () => {
    expect(due(published(), list(10), { blobs: [one] }, at(1_009))).toBe('no b-1: it is younger')
    expect(due(published(), list(10), { blobs: [] }, at(1_010))).toBe('listed: b-1')
    expect(due(published(), list(10), { blobs: [] }, { fromMs: 1_009, toMs: 1_010 })).toBe('legal')
    expect(due(published(), list(10), { blobs: [one] }, { fromMs: 1_009, toMs: 1_010 })).toBe('legal')
  })

  it('takes every blob for as old as is asked where no ages are claimed', () => {
    expect(due(published(ageless), list(10), { blobs: [{ ref }] })).toBe('legal')
    expect(due(published(ageless), list(10), { blobs: [] })).toBe('listed: b-1')
  })

  it('gives refs with their brand and all of their facts', () => {
    const bare = { ...one, ref: { ...ref, kind: 'ref' } }
    expect(due(published(), list(0), { blobs: [bare] })).toBe('a ref with its brand')
    expect(due(published(), list(0), { blobs: [{ ...one, ref: { ...ref, size: 4 } }] })).toBe('a size of 3')
  })

  it('that reads too finds the bytes that were written', () => {
    const survey = call('survey', {})
    expect(due(published(), survey, { blobs: [{ ...one, digest }] })).toBe('legal')
    expect(due(published(), survey, { blobs: [{ ...one, digest: 'torn' }] })).toBe('the bytes that were written')
    expect(due(published(), survey, { blobs: [] })).toBe('listed: b-1')
  })
})

describe('what a call concerns', () => {
  it('is a blob, all of them, or none', () => {
    expect(blobsModel.concerns(read, bytes())).toEqual({ everywhere: false, partitions: [partitionOf(ref)] })
    expect(blobsModel.concerns(write, written)).toEqual({ everywhere: false, partitions: [partitionOf(ref)] })
    expect(blobsModel.concerns(write, undefined)).toEqual({ everywhere: true, partitions: [] })
    expect(blobsModel.concerns(write, { status: 'aborted' })).toEqual({ everywhere: false, partitions: [givenUp] })
    expect(blobsModel.concerns(call('list', {}), { blobs: [{ ref }] })).toEqual({
      everywhere: true,
      partitions: [partitionOf(ref)],
    })
  })

  it('is the blob of the id that came, whatever is in it', () => {
    const hostile = { ...ref, id: 'a\nb' }
    const state = blobsModel.initial(partitionOf(hostile), claims)
    expect(state).toMatchObject({ scope: '["t","r"]', id: 'a\nb' })
  })
})
