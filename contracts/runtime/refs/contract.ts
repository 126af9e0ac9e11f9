/** Refs in values, with all that their walker promises. */
import type { Contract } from '../../contract.ts'
import { defineContract } from '../../contract.ts'
import { modelOf } from '../judges.ts'
import { refsCommands } from './commands.ts'
import { refsControls } from './controls.ts'
import { refLaws } from './laws.ts'
import { callMutants } from './mutants-calls.ts'
import { copyMutants } from './mutants-copies.ts'
import { resultMutants } from './mutants-results.ts'
import { refsPart } from './part.ts'
import { refRules } from './rules.ts'
import type { RefScene } from './scenes.ts'

const refs: Contract<null, RefScene> = defineContract({
  name: 'refs',
  module: import.meta.url,
  version: 1,
  says: 'which refs a value holds, and the value in which they are resolved',
  port: refsPart,
  model: modelOf(refRules),
  commands: refsCommands,
  laws: refLaws,
  mutants: [...resultMutants, ...copyMutants, ...callMutants],
  controls: refsControls,
  derived: {
    agrees: {
      source: ['Hughes 2007, QuickCheck Testing for Fun and Profit'],
      mutants: ['refs~forgets-the-last'],
      enough: 48,
      marks: ['changed', 'untouched', 'cycle', 'shared', 'leaf', 'look-alike', 'row'],
    },
  },
  since: '0.1.0',
})

export default refs
