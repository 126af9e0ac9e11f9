// Everything together. A child process finds a mutant through this file, so the contract is its default export.
import { defineContract } from 'holdfast'
import { countersCommands, races } from './counters.commands.mjs'
import { countersLaws } from './counters.laws.mjs'
import { countersModel } from './counters.model.mjs'
import { countersControls, countersMutants } from './counters.mutants.mjs'
import { countersPort } from './counters.port.mjs'

export default defineContract({
  name: 'counters',
  module: import.meta.url,
  version: 1,
  says: 'named counters that only grow, and count a request once',
  port: countersPort,
  model: countersModel,
  commands: countersCommands,
  laws: countersLaws,
  mutants: countersMutants,
  controls: countersControls,
  derived: {
    agrees: { source: ['tally:3'], mutants: ['counters~adds-one'], marks: ['added-twice'] },
    survives: { source: ['tally:4'], mutants: ['counters~ack-before-write'], faultMarks: ['in-flight'] },
    linearizable: { source: ['tally:5'], mutants: ['counters~reads-then-writes'], scripts: races },
  },
  since: '1.0.0',
})
