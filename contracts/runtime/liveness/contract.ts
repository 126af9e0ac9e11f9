/** Liveness, with all that it promises. */
import type { Contract } from '../../contract.ts'
import { defineContract } from '../../contract.ts'
import { modelOf } from '../judges.ts'
import { livenessCommands } from './commands.ts'
import { livenessControls } from './controls.ts'
import { livenessLaws } from './laws.ts'
import { standingMutants } from './mutants-standings.ts'
import { judgementMutants } from './mutants-judgements.ts'
import { takeoverMutants } from './mutants-takeovers.ts'
import { livenessPart } from './part.ts'
import { rules } from './rules.ts'
import type { LivenessScene } from './scenes.ts'

const liveness: Contract<null, LivenessScene> = defineContract({
  name: 'liveness',
  module: import.meta.url,
  version: 1,
  says: 'whether the process that holds a lock is dead, whether the lock may be taken from it, and how it stands',
  port: livenessPart,
  model: modelOf(rules),
  commands: livenessCommands,
  laws: livenessLaws,
  mutants: [...judgementMutants, ...takeoverMutants, ...standingMutants],
  controls: livenessControls,
  derived: {
    agrees: {
      source: ['Hughes 2007, QuickCheck Testing for Fun and Profit'],
      mutants: ['liveness~remembers-the-dead'],
      enough: 64,
      marks: [
        'alive',
        'dead',
        'unknown',
        'looked-at',
        'out-of-sight',
        'taken',
        'spared',
        'running',
        'silent',
        'lapsed',
      ],
    },
  },
  since: '0.1.0',
})

export default liveness
