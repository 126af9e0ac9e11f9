/** Memory in which no worker and no blob is found that is there. */
import type { Adapter, AnyPort } from 'holdfast'
import memory from 'holdfast/adapters/memory'

/** By port: what is answered in place of the truth. */
const wrong: { readonly [port: string]: AnyPort } = {
  workers: { inspect: async () => ({ status: 'absent' }) },
  blobs: { stat: async () => ({ status: 'miss' }) },
}

const adapter: Adapter = {
  ...memory,
  name: 'lab-forgets-rows',
  module: import.meta.url,
  open: (place, options) => memory.open(place, options, (port, inner) => ({ ...inner, ...wrong[port] })),
}

export default adapter
