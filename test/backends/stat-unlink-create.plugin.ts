/** Locks with one more mutant: a backend that takes stale lock files over as the published recipe does. */
import { definePlugin } from 'holdfast'
import type { Law, Mutant } from 'holdfast'
import { contracts } from 'holdfast/contracts'

const law = 'locks/takeover-by-one'

const statUnlinkCreate: Mutant = {
  kind: 'backend',
  id: 'locks~stat-unlink-create',
  law,
  says: 'a stale lock file is judged, unlinked and created again in three steps, so that two who judged alike both hold it',
  source: ['durability:M2'],
  module: new URL('./stat-unlink-create.adapter.ts', import.meta.url).href,
}

function named(one: Law): Law {
  return one.id === law ? { ...one, mutants: [...one.mutants, statUnlinkCreate.id] } : one
}

export default definePlugin({
  name: 'stat-unlink-create',
  module: import.meta.url,
  contracts: contracts.map((contract) =>
    contract.name === 'locks'
      ? { ...contract, laws: contract.laws.map(named), mutants: [...contract.mutants, statUnlinkCreate] }
      : contract,
  ),
})
