/** Sound checkpoints in memory that claim no ages. */
import { defineAdapter } from 'holdfast'
import type { CheckpointTable } from '../../dist/adapters/memory/checkpoints.js'
import { openCheckpoints } from '../../dist/adapters/memory/checkpoints.js'

const places = new Map<string, CheckpointTable>()

function withoutAge<Answer extends { readonly touchedAtMs?: number }>(answer: Answer): Answer {
  const { touchedAtMs: _, ...rest } = answer
  return rest as Answer
}

export default defineAdapter({
  name: 'lab-ageless',
  module: import.meta.url,
  claims: { survives: 'session', sharing: 'thread', ports: { checkpoints: { ages: { no: 'no clock' } } } },
  async create({ id }) {
    places.set(id, new Map())
    return { id }
  },
  async open({ id }, { clock }) {
    const inner = openCheckpoints(places.get(id) ?? new Map(), clock)
    return {
      checkpoints: {
        ...inner,
        begin: async (key, options) => withoutAge(await inner.begin(key, options)),
        async inspect(key) {
          const found = await inner.inspect(key)
          return found.status === 'running' ? withoutAge(found) : found
        },
      },
      close: async () => {},
    }
  },
})
