// The counters of tally.adapter.ts with a defect: which requests were counted is known to one session only.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { defineAdapter } from 'holdfast'
import { countersPort } from './counters.port.mjs'

export default defineAdapter({
  name: 'forgetful',
  module: import.meta.url,
  ports: [countersPort],
  claims: { survives: 'process', sharing: 'thread', ports: { counters: { once: 'by-request' } } },
  async create({ dir }) {
    writeFileSync(`${dir}/counts.json`, '[]')
    return { file: `${dir}/counts.json` }
  },
  async open({ file }) {
    const counted = new Set<string>()
    const totals = () => new Map<string, number>(JSON.parse(readFileSync(file, 'utf8')))
    return {
      counters: {
        async add(name, by, { once } = {}) {
          const [before, request] = [totals().get(name) ?? 0, JSON.stringify([name, once])]
          if (once !== undefined && counted.has(request)) return { total: before }
          writeFileSync(`${file}.new`, JSON.stringify([...totals().set(name, before + by)]))
          renameSync(`${file}.new`, file)
          counted.add(request)
          return { total: before + by }
        },
        read: async (name) => ({ total: totals().get(name) ?? 0 }),
      },
      close: async () => {},
    }
  },
})
