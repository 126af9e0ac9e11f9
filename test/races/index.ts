/** The bad models: races of systems that people use, each in a few lines, and each with a sound twin. */
import type { Program } from '../../src/harness/schedules/explore.ts'
import { collector } from './collector.ts'
import { doubleClaim } from './double-claim.ts'
import { expiredRead } from './expired-read.ts'
import { longPause } from './long-pause.ts'
import { lostUpdate } from './lost-update.ts'
import { zombieWriter } from './zombie-writer.ts'

/** By name: makes the program anew, with its fault or without. */
export const races: ReadonlyMap<string, (isSound: boolean) => Program> = new Map([
  ['lost update', lostUpdate],
  ['double claim', doubleClaim],
  ['expired read deletes new write', expiredRead],
  ['collector against new reference', collector],
  ['zombie writer', zombieWriter],
  ['long pause', longPause],
])
