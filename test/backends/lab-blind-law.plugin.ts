/** Locks with a few of their laws, two of which look at nothing: their mutants must not be taken for dead. */
import { definePlugin } from 'holdfast'
import type { Law } from 'holdfast'
import { contracts } from 'holdfast/contracts'

const blind = ['locks/closed-session-refuses', 'locks/evict-exact']
const kept = ['locks/serves-every-method', 'locks/agrees-with-model', ...blind]

function blinded(law: Law): Law {
  return blind.includes(law.id) ? { ...law, check: async () => {} } : law
}

export default definePlugin({
  name: 'lab-blind-law',
  module: import.meta.url,
  contracts: contracts.map((contract) => ({
    ...contract,
    laws: contract.laws.filter(({ id }) => kept.includes(id)).map(blinded),
  })),
})
