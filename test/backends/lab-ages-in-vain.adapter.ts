/** Sound checkpoints in memory that claim no ages, and show them. */
import { defineAdapter } from 'holdfast'
import type { CheckpointTable } from '../../dist/adapters/memory/checkpoints.js'
import { openCheckpoints } from '../../dist/adapters/memory/checkpoints.js'

const places = new Map<string, CheckpointTable>()

export default defineAdapter({
  name: 'lab-ages-in-vain',
  module: import.meta.url,
  claims: { survives: 'session', sharing: 'thread', ports: { checkpoints: { ages: { no: 'no clock' } } } },
  async create({ id }) {
    places.set(id, new Map())
    return { id }
  },
  async open({ id }, { clock }) {
    return { checkpoints: openCheckpoints(places.get(id) ?? new Map(), clock), close: async () => {} }
  },
})
