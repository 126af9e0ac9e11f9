/** Retry, with all that it promises. */
import type { Contract } from '../../contract.ts'
import { defineContract } from '../../contract.ts'
import { retryCommands } from './commands.ts'
import { retryControls } from './controls.ts'
import { modelOf } from '../judges.ts'
import { readingLaws } from './laws-readings.ts'
import { tryLaws } from './laws-tries.ts'
import { countingMutants } from './mutants-counts.ts'
import { endMutants } from './mutants-ends.ts'
import { readingMutants } from './mutants-readings.ts'
import { retryPart } from './part.ts'
import { rules } from './rules.ts'
import type { RetryScene } from './scenes.ts'

const retry: Contract<null, RetryScene> = defineContract({
  name: 'retry',
  module: import.meta.url,
  version: 1,
  says: 'what a failure means, and whether, when and how often a call is made again',
  port: retryPart,
  model: modelOf(rules),
  commands: retryCommands,
  laws: [...readingLaws, ...tryLaws],
  mutants: [...readingMutants, ...countingMutants, ...endMutants],
  controls: retryControls,
  derived: {
    agrees: {
      source: ['Hughes 2007, QuickCheck Testing for Fun and Profit'],
      mutants: ['retry~forgets-the-deadline'],
      enough: 64,
      marks: ['mended', 'used-up', 'aborted-before', 'aborted-between', 'not-mended', 'open', 'long', 'nested'],
    },
  },
  since: '0.1.0',
})

export default retry
