/** Lanes, with all that they promise. */
import type { Contract } from '../../contract.ts'
import { defineContract } from '../../contract.ts'
import { modelOf } from '../judges.ts'
import { lanesCommands } from './commands.ts'
import { lanesControls } from './controls.ts'
import { laneLaws } from './laws.ts'
import { laneMutants } from './mutants.ts'
import { lanesPart } from './part.ts'
import { laneRules } from './rules.ts'
import type { LaneScene } from './scenes.ts'

const lanes: Contract<null, LaneScene> = defineContract({
  name: 'lanes',
  module: import.meta.url,
  version: 1,
  says: 'the connections of a session in two lanes, so that control never waits for data',
  port: lanesPart,
  model: modelOf(laneRules),
  commands: lanesCommands,
  laws: laneLaws,
  mutants: laneMutants,
  controls: lanesControls,
  derived: {
    agrees: {
      source: ['Hughes 2007, QuickCheck Testing for Fun and Profit'],
      mutants: ['lanes~waits-for-ever'],
      enough: 64,
      marks: ['waited', 'busy', 'cancelled', 'came-aborted', 'inside', 'opening-failed'],
    },
  },
  since: '0.1.0',
})

export default lanes
