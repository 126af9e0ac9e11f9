// A runtime of somebody else on top of any adapter: its janitor writes rows with blobs, and looks back at none of them.
import { defineRuntime } from 'holdfast'
import type { Blobs, Janitor, Outputs } from 'holdfast'
import { janitorPart } from 'holdfast/contracts'

function careless(outputs: Outputs, blobs: Blobs): Janitor {
  return {
    put: async (scope, key, make) =>
      outputs.put(scope, key, await make((chunks, options) => blobs.write(scope, chunks, options))),
    delete: (scope, key) => outputs.delete(scope, key),
    clear: (scope) => outputs.clear(scope),
    prune: (options) => outputs.prune(options),
    sweep: async ({ graceMs }) => ({ blobs: 0, ...(await blobs.reap({ idleMs: graceMs })) }),
  }
}

export default defineRuntime({
  name: 'careless',
  module: import.meta.url,
  parts: [janitorPart],
  open: async ({ outputs, blobs }) => ({
    ...(outputs && blobs ? { janitor: careless(outputs, blobs) } : {}),
    close: async () => {},
  }),
})
