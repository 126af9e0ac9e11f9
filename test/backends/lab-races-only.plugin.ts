/** Every built-in contract with its linearizability tried at T4 alone: what only processes that race can show. */
import { definePlugin } from 'holdfast'
import type { Law } from 'holdfast'
import { contracts } from 'holdfast/contracts'

function fromProcesses(law: Law): Law {
  return law.id.endsWith('/linearizable') ? { ...law, from: 'T4' } : law
}

export default definePlugin({
  name: 'lab-races-only',
  module: import.meta.url,
  contracts: contracts.map((contract) => ({ ...contract, laws: contract.laws.map(fromProcesses) })),
})
