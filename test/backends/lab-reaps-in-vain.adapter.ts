/** SQLite whose reaps take nothing and say so, and in whose places nobody counts what lies there. */
import type { Adapter } from 'holdfast'
import sqlite from 'holdfast/adapters/sqlite'

const { census: _uncounted, ...counted } = sqlite

const reapsInVain: Adapter = {
  ...counted,
  name: 'lab-reaps-in-vain',
  module: import.meta.url,
  open: (place, options, beneath) =>
    sqlite.open(place, options, (port, inner) => {
      const sound = beneath ? beneath(port, inner) : inner
      return port === 'blobs' ? { ...sound, reap: async () => ({ writes: 0 }) } : sound
    }),
}

export default reapsInVain
