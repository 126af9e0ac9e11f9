// Counters in one JSON file: an adapter of a port that holdfast has never heard of.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { defineAdapter } from 'holdfast'
import { countersPort } from './counters.port.mjs'

interface Count {
  readonly total: number
  readonly requests: readonly string[]
}

export default defineAdapter({
  name: 'tally',
  module: import.meta.url,
  ports: [countersPort],
  claims: { survives: 'process', sharing: 'thread', ports: { counters: { once: 'by-request' } } },
  async create({ dir }) {
    writeFileSync(`${dir}/counts.json`, '[]')
    return { file: `${dir}/counts.json` }
  },
  async open({ file }) {
    const read = () => new Map<string, Count>(JSON.parse(readFileSync(file, 'utf8')))
    const find = (name: string) => read().get(name) ?? { total: 0, requests: [] }
    return {
      counters: {
        async add(name, by, { once } = {}) {
          const { total, requests } = find(name)
          if (once !== undefined && requests.includes(once)) return { total }
          const next = { total: total + by, requests: once === undefined ? requests : [...requests, once] }
          writeFileSync(`${file}.new`, JSON.stringify([...read().set(name, next)]))
          renameSync(`${file}.new`, file)
          return { total: next.total }
        },
        read: async (name) => ({ total: find(name).total }),
      },
      close: async () => {},
    }
  },
})
