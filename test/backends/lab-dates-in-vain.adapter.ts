/** Outputs that show a time, though they claim that their rows have no age. */
import { defineAdapter } from 'holdfast'
import { openOutputs, outputTable } from '../../dist/src/core/tables/outputs.js'
import type { OutputTable } from '../../dist/src/core/tables/outputs.js'

const places = new Map<string, OutputTable>()

export default defineAdapter({
  name: 'lab-dates-in-vain',
  module: import.meta.url,
  claims: {
    survives: 'session',
    sharing: 'thread',
    ports: { outputs: { ages: { no: 'the time is nobody\u2019s business' }, listing: 'pages' } },
  },
  async create({ id }) {
    places.set(id, outputTable())
    return { id }
  },
  async open({ id }, { clock }) {
    return { outputs: openOutputs(places.get(id) ?? outputTable(), clock), close: async () => {} }
  },
})
