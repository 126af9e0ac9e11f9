/** Postgres to whose server nothing is ever done: a restart is said to have been made, and to disconnect fails. */
import postgres from 'holdfast/adapters/postgres'
import type { Adapter } from 'holdfast'

const { server } = postgres
if (!server) throw new Error('Postgres has a server')

const adapter: Adapter = {
  ...postgres,
  name: 'pg-untouched',
  module: import.meta.url,
  server: {
    ...server,
    faults: () => ({
      restart: async () => {},
      disconnect: async () => {
        throw new Error('nobody is there to do it')
      },
    }),
  },
}

export default adapter
