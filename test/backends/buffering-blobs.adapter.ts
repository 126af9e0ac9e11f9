/** The file system, but that a blob is in memory whole before the first of its bytes is written. */
import fs from '../../dist/adapters/fs/index.js'
import type { AnyPort, OpenOptions, Json } from '../../dist/contracts/index.js'

async function* whole(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  yield Buffer.concat(all)
}

export default {
  ...fs,
  open: (place: Json, options: OpenOptions) =>
    fs.open(place, options, (_, inner): AnyPort => {
      const { write } = inner as { readonly write: AnyPort[string] }
      return {
        ...inner,
        write: (scope, chunks, ...rest) => write(scope, whole(chunks as AsyncIterable<Uint8Array>), ...rest),
      }
    }),
}
