/** Odd but legal blobs, which every law must let pass. */
import type { Control } from '../../contract.ts'
import { controlsOf } from '../../controls.ts'
import { replacing } from '../../wrap.ts'
import type { Blobs } from './port.ts'

/** The same bytes, cut anew into pieces of so many. */
async function* recut(chunks: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += bytes) yield chunk.slice(at, at + bytes)
  }
}

/** Inverted controls. */
export const blobsControls: readonly Control[] = [
  ...controlsOf('blobs'),
  {
    id: 'blobs=other-chunks',
    says: 'bytes are read in pieces of a thousand, however they were written',
    wrap: replacing<Blobs>((inner) => ({
      async stream(scope, ref) {
        const got = await inner.stream(scope, ref)
        return got.status === 'there' ? { ...got, chunks: recut(got.chunks, 1_000) } : got
      },
    })),
  },
  {
    id: 'blobs=shuffled-list',
    says: 'pages list their blobs in another order',
    wrap: replacing<Blobs>((inner) => ({
      async list(query) {
        const page = await inner.list(query)
        return { ...page, blobs: page.blobs.toReversed() }
      },
    })),
  },
  {
    id: 'blobs=short-pages',
    says: 'pages hold half of what they may where that is a whole number, and an empty one comes last',
    wrap: replacing<Blobs>((inner) => ({
      async list({ limit, cursor, olderThanMs }) {
        if (cursor === '') return { blobs: [] }
        // A limit that is refused goes through as it is.
        const half = limit % 2 === 0 ? limit / 2 : limit
        const query = { olderThanMs, limit: half }
        const page = await inner.list(cursor === undefined ? query : { ...query, cursor })
        return { blobs: page.blobs, cursor: page.cursor ?? '' }
      },
    })),
  },
  {
    id: 'blobs=looks-twice',
    says: 'a blob that is not found is looked for once more',
    wrap: replacing<Blobs>((inner) => ({
      async stat(scope, ref) {
        const got = await inner.stat(scope, ref)
        return got.status === 'there' ? got : inner.stat(scope, ref)
      },
    })),
  },
]
