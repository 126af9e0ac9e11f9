/** Takeovers of locks, with all that they promise. */
import type { Contract } from '../../contract.ts'
import { defineContract } from '../../contract.ts'
import { controlsOf } from '../../controls.ts'
import { modelOf } from '../judges.ts'
import type { TakeoverCommand } from './commands.ts'
import { takeoverCommands } from './commands.ts'
import { takeoverLaws } from './laws.ts'
import { judgementMutants } from './mutants-judgements.ts'
import { useMutants } from './mutants-uses.ts'
import { waitAndMeetingMutants } from './mutants-waits.ts'
import { takeoverPart } from './part.ts'
import { rules } from './rules.ts'
import { waited } from './waiting.ts'
import { takeoverMutant } from './wrap.ts'

/** What the model alone refuses. */
const letsGoAtOnce = takeoverMutant(
  {
    law: 'agrees-with-model',
    words: 'lets-go-at-once',
    says: 'a lock that is taken is free again when its taker hears of it',
    source: ['durability:H1'],
  },
  (inner) => ({
    async take(name, options) {
      const taken = await inner.take(name, options)
      if (taken.status === 'acquired') await inner.breakLock(name, { mode: 'force' })
      return taken
    },
  }),
)

const takeover: Contract<null, TakeoverCommand> = defineContract({
  name: 'takeover',
  module: import.meta.url,
  version: 1,
  says: 'locks that come from holders that are gone to those that live: taken, waited for, broken, reaped, elected by',
  port: takeoverPart,
  model: modelOf([...rules, waited]),
  commands: takeoverCommands,
  laws: takeoverLaws,
  mutants: [letsGoAtOnce, ...judgementMutants, ...useMutants, ...waitAndMeetingMutants],
  controls: controlsOf('takeover'),
  derived: {
    agrees: {
      source: ['Hughes 2007, QuickCheck Testing for Fun and Profit'],
      mutants: ['takeover~lets-go-at-once'],
      enough: 40,
      to: 'T1',
      marks: ['takes-acquired', 'takes-busy', 'breaks-broken', 'elects-elected', 'waits-acquired', 'reaps'],
    },
  },
  since: '0.1.0',
})

export default takeover
