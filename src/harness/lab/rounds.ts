/**
 * Rounds: one script tried by one schedule after another on one place, with sessions that stay open. To make a place and
 * to open its sessions costs more than a round in memory does. What has run then is one long case, which replays on a new
 * place; mostly its last round alone fails as well.
 */
import type { Script } from '../../../contracts/index.ts'
import type { Case } from '../case.ts'
import { CaseWatch } from '../deadline.ts'
import { caseOf } from '../actors/batch.ts'
import { Dance } from '../schedules/dance.ts'
import type { Portfolio } from '../schedules/portfolio.ts'
import type { Plan, Schedule } from '../schedules/schedule.ts'
import { threadCrew } from './crew.ts'
import type { Explored } from './driver.ts'
import { danceOn, hired } from './interleaved.ts'
import { onStage } from './stage.ts'
import type { Subject } from './subject.ts'

/** How many rounds a place serves: one of each way of choosing, the systematic one first, while the place is new. */
const roundsPerPlace = 4

/** What is tried, and how it is chosen who goes on. */
export interface Rounds {
  readonly actors: number
  readonly script: Script<unknown>
  readonly portfolio: Portfolio
  readonly schedule: Schedule
  /** by how much the clock is turned between rounds, ms; 0 where it cannot be */
  readonly restMs: number
  /** told of each round before it runs */
  readonly announce: (plan: Plan) => void
}

/** Runs the rounds of one place. */
export async function runRounds(subject: Subject, told: Rounds): Promise<Explored> {
  const { actors, script, portfolio, schedule, restMs } = told
  const rounds: (readonly number[])[] = []
  const ends: number[] = []
  const watch = new CaseWatch(subject.callMs)
  const of: Case = { tier: 'T2', actors, script }
  const ran = await onStage(subject, of, {
    crew: threadCrew,
    patience: watch,
    async run(stage) {
      const dance = new Dance(actors, schedule, watch)
      await hired(stage, dance)
      for (let round = 0; round < roundsPerPlace && !portfolio.isExhausted; round += 1) {
        if (round > 0) await stage.turn(restMs)
        const plan = portfolio.next()
        schedule.begin(plan)
        told.announce(plan)
        rounds.push([])
        await danceOn(stage, dance, schedule)
        rounds[round] = schedule.choices()
        ends.push(stage.recorder.history().length)
        portfolio.note(schedule)
      }
      await stage.probe(false)
      return rounds.flat()
    },
  })
  if (ran.stuck !== undefined && rounds.length > 0) rounds[rounds.length - 1] = schedule.choices()
  const what = { actors, script, restMs }
  const part = (from: number, to: number): Case => caseOf(what, rounds.slice(from, to), undefined)
  return {
    get case() {
      return part(0, rounds.length)
    },
    ran: { ...ran, choices: rounds.flat(), trace: [], isTimeless: true },
    rounds,
    ends,
    part,
  }
}
