/** Locks with a few of their laws, one of which wants a state that no call leads to. */
import { definePlugin } from 'holdfast'
import type { Law } from 'holdfast'
import { contracts } from 'holdfast/contracts'

const wanting = 'locks/not-reentrant'
const kept = ['locks/serves-every-method', 'locks/release-frees', wanting]

function marked(law: Law): Law {
  return law.id === wanting ? { ...law, marks: [...(law.marks ?? []), 'row-that-nobody-wrote'] } : law
}

export default definePlugin({
  name: 'lab-unreached-mark',
  module: import.meta.url,
  contracts: contracts
    .filter(({ name }) => name === 'locks')
    .map((contract) => ({ ...contract, laws: contract.laws.filter(({ id }) => kept.includes(id)).map(marked) })),
})
