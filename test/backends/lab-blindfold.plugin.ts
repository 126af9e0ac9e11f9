/**
 * Every built-in contract with its judges blindfolded: each law does all that it does, and sees nothing wrong in it. One
 * that shows in one thread is not tried with processes besides: it is the same judge that would see nothing there.
 */
import { definePlugin } from 'holdfast'
import type { Lab, Law, Tier } from 'holdfast'
import { contracts } from 'holdfast/contracts'
import runtime from 'holdfast/runtime'

function blindfolded(lab: Lab): Lab {
  return {
    tier: lab.tier,
    claims: lab.claims,
    hunt: (search) => lab.hunt({ ...search, judge: () => undefined, failures: 'any' }),
    example: (places, program) =>
      lab.example(places, async (benches) => {
        await program(benches)
        return undefined
      }),
  }
}

const inOneThread: readonly Tier[] = ['T0', 'T1', 'T2', 'T3']

function withoutProcesses({ from, to = 'T5' }: Law): { readonly to?: Tier } {
  if (!inOneThread.includes(from)) return {}
  return { to: inOneThread.includes(to) ? to : 'T3' }
}

function blind(law: Law): Law {
  return { ...law, ...withoutProcesses(law), check: (lab) => law.check(blindfolded(lab)) }
}

export default definePlugin({
  name: 'lab-blindfold',
  module: import.meta.url,
  contracts: contracts.map((contract) => ({ ...contract, laws: contract.laws.map(blind) })),
  runtimes: [runtime],
})
