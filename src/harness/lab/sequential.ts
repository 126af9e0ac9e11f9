/**
 * Cases whose steps follow each other: generated sequences, and crashes in them. Where an actor is parked at a point,
 * the next steps of others run while it stands there, until one of them waits for it or the script needs it.
 */
import type { Call, Outcome } from '../../../contracts/index.ts'
import type { Case } from '../case.ts'
import { CaseWatch, eachWithin, within } from '../deadline.ts'
import { isHarnessError } from '../../../contracts/errors.ts'
import { hearingCrew, processCrew, threadCrew } from './crew.ts'
import type { Numbered, Stage } from './stage.ts'
import { onStage } from './stage.ts'
import type { Ran, Subject } from './subject.ts'

/** After this long without an answer a call beside a parked actor is taken to wait for it. It decides no verdict. */
const waitsMs = 50

/** One recovery in this many is by a process that never served any place. */
const freshEvery = 20

interface Parked {
  readonly index: number
  readonly numbered: Numbered
  readonly ended: Promise<Outcome>
}

/** Whether the recovery of the case that is run as the `turn`-th is by such a process. */
export function isFresh(turn: number): boolean {
  return turn % freshEvery === 0
}

/** Runs a case step by step, by sessions in this thread below T4 and by processes at T4. */
export function runSequential(subject: Subject, of: Case, turn: number): Promise<Ran> {
  const { callMs } = subject
  const run = (stage: Stage): Promise<readonly number[]> => play(stage, isFresh(turn))
  return of.tier === 'T4'
    ? onStage(subject, of, { crew: processCrew, patience: eachWithin(callMs), run })
    : onStage(subject, of, { crew: of.tier === 'T3' ? hearingCrew : threadCrew, patience: new CaseWatch(callMs), run })
}

async function play(stage: Stage, fresh: boolean): Promise<readonly number[]> {
  let parked: Parked | undefined
  for (const step of stage.case.script) {
    if ('turn' in step) {
      await stage.turn(step.turn)
      continue
    }
    const index = 'reopen' in step ? step.reopen : step.actor
    if (parked?.index === index) parked = await release(parked)
    const numbered = await stage.actor(index)
    if ('reopen' in step) {
      await numbered.actor.reopen()
      await stage.retireStopped(index)
      continue
    }
    const call = await stage.bind(step)
    if (!call) continue
    parked = await (parked ? beside(parked, stage.perform(numbered, call)) : move(stage, index, numbered, call))
  }
  if (parked) await release(parked)
  await stage.recover(fresh)
  return []
}

/** Makes a call, and says so if the actor was parked in it. An actor that is gone after it is retired. */
async function move(stage: Stage, index: number, numbered: Numbered, call: Call): Promise<Parked | undefined> {
  const { actor } = numbered
  const ended = stage.perform(numbered, call)
  await Promise.race([ended, actor.stopped])
  if (actor.stop === 'parked') return { index, numbered, ended }
  const { status } = await ended
  if (status !== 'unknown' && actor.stop === undefined) return undefined
  await actor.gone
  stage.retire(index)
  return undefined
}

/** Makes a call beside a parked actor. One that waits for it lets it go on, so that it is parked no more. */
async function beside(parked: Parked, ended: Promise<Outcome>): Promise<Parked | undefined> {
  try {
    await within(waitsMs, 'a call beside a parked actor', ended)
    return parked
  } catch (error) {
    if (!isHarnessError(error, 'DEADLINE')) throw error
    await release(parked)
    await ended
    return undefined
  }
}

async function release({ numbered, ended }: Parked): Promise<undefined> {
  numbered.actor.resume()
  await ended
  return undefined
}
