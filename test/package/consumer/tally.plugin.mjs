// The plugin: what `--plugin` names. The built-in adapters, contracts and reports are registered the same way.
import { definePlugin } from 'holdfast'
import counters from './counters.contract.mjs'
import memory from './tally.memory.mjs'

export default definePlugin({
  name: 'tally',
  module: import.meta.url,
  adapters: [memory],
  contracts: [counters],
  reports: [
    {
      name: 'tally',
      says: 'for a chat: one line for each adapter',
      render: ({ adapters }) =>
        adapters
          .map(({ name, verdict, laws }) => {
            const kept = laws.filter((law) => law.verdict === 'holds').length
            return `${name}: ${verdict}, ${kept} of ${laws.length} laws hold\n`
          })
          .join(''),
    },
  ],
})
