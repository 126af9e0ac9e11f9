/** SQLite whose sessions open together: each waits until all have come, and then for a lag of its own. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineAdapter } from 'holdfast'
import type { Locks } from 'holdfast'
import sqlite from 'holdfast/adapters/sqlite'

/** How long one waits for the others, ms. */
const waitsMs = 10_000

/** Gives when all seats are taken. It does not let go of the processor: who sleeps comes late. */
function meet(dir: string, seat: number, seats: number): void {
  writeFileSync(join(dir, `seat-${seat}`), '')
  const deadline = performance.now() + waitsMs
  for (let other = 0; other < seats; other += 1) {
    while (!existsSync(join(dir, `seat-${other}`)))
      if (performance.now() > deadline) throw new Error(`seat ${other} stayed empty`)
  }
}

function spin(ms: number): void {
  const deadline = performance.now() + ms
  while (performance.now() < deadline);
}

export default defineAdapter({
  name: 'lab-barrier',
  module: import.meta.url,
  claims: {
    survives: 'process',
    sharing: 'host',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: { no: 'one holder is enough here' } } },
  },
  create: async ({ dir }) => ({ dir, seat: 0, seats: 1, lagMs: 0 }),
  async open({ dir, seat, seats, lagMs }, options) {
    meet(dir, seat, seats)
    spin(lagMs)
    const inner = await sqlite.open(await sqlite.create({ id: 'barrier', dir }), options)
    return { locks: inner['locks'] as Locks, close: () => inner.close() }
  },
})
