/**
 * Cases whose actors overlap in one thread, stopped at every port call and reply. Which one goes on is data, and so is how
 * far it comes before the next is chosen. A turn of the clock is a barrier: what stands before it in the script has ended.
 *
 * Only calls that need no other thread are wholly under control here; a driver that does real input and output answers
 * when it answers, and the schedule says so by choosing among fewer actors.
 */
import type { Step } from '../../../contracts/index.ts'
import type { Case } from '../case.ts'
import { actorOf } from '../case.ts'
import { CaseWatch } from '../deadline.ts'
import { Dance } from '../schedules/dance.ts'
import type { Plan } from '../schedules/schedule.ts'
import { Schedule } from '../schedules/schedule.ts'
import { seam } from '../seams/seam.ts'
import { threadCrew } from './crew.ts'
import type { Stage } from './stage.ts'
import { onStage } from './stage.ts'
import type { Ran, Subject } from './subject.ts'

/** Opens the sessions of all actors. */
async function hired(stage: Stage, dance: Dance): Promise<void> {
  for (let index = 0; index < stage.case.actors; index += 1) {
    const actor = await stage.crew.hire({ at: dance.standOf(index) })
    stage.put(index, { number: index, actor })
  }
}

/**
 * Lets the actors make all steps of the script. At a barrier nobody has moved last. Files answer at T2 so that the same course
 * comes again, and above it when they do.
 */
async function danceOn(stage: Stage, dance: Dance, schedule: Schedule): Promise<void> {
  seam.hasten(stage.case.tier === 'T2')
  try {
    await danceSteps(stage, dance, schedule)
  } finally {
    seam.hasten(false)
  }
}

async function danceSteps(stage: Stage, dance: Dance, schedule: Schedule): Promise<void> {
  for (const step of stage.case.script) {
    const index = actorOf(step)
    if ('turn' in step) {
      await dance.drain()
      await stage.turn(step.turn)
      schedule.rest()
    } else if (index !== undefined) {
      dance.add(index, () => move(stage, index, step))
    }
  }
  await dance.drain()
}

/** One step of an actor. What need not be waited for is not: a turn of the queue more is a step more to explore. */
function move(
  stage: Stage,
  index: number,
  step: Exclude<Step<unknown>, { turn: number }>,
): Promise<unknown> | undefined {
  const numbered = stage.known(index)
  if (!numbered) return stage.actor(index).then(() => move(stage, index, step))
  if ('reopen' in step) return numbered.actor.reopen()
  const call = stage.bind(step)
  if (call instanceof Promise) return call.then((bound) => stage.perform(numbered, bound))
  return call && stage.perform(numbered, call)
}

/** How the rounds of a script are scheduled, and who is told of each that has ended, with the stage as it is then. */
export interface Rounds {
  readonly schedule: Schedule
  readonly plans: readonly Plan[]
  readonly ended?: (plan: Plan, stage: Stage) => void
}

/** What came of rounds on one place. */
export interface RoundsRan {
  readonly ran: Ran
  /** the choices of each round that has begun */
  readonly rounds: readonly (readonly number[])[]
}

/** Runs a script round after round on one place, with sessions that stay open, and reads what was touched at the end. */
export async function runRounds(subject: Subject, of: Case, { schedule, plans, ended }: Rounds): Promise<RoundsRan> {
  const watch = new CaseWatch(subject.callMs)
  const done: (readonly number[])[] = []
  let begun = 0
  const ran = await onStage(subject, of, {
    crew: threadCrew,
    patience: watch,
    async run(stage) {
      const dance = new Dance(of.actors, schedule, watch)
      await hired(stage, dance)
      for (const plan of plans) {
        if (begun > 0) await stage.turn(subject.places.restMs)
        begun += 1
        schedule.begin(plan)
        await danceOn(stage, dance, schedule)
        done.push(schedule.choices())
        ended?.(plan, stage)
      }
      await stage.probe(false)
      return done.flat()
    },
  })
  const rounds = begun > done.length ? [...done, schedule.choices()] : done
  return { ran: ran.stuck === undefined ? ran : { ...ran, choices: rounds.flat() }, rounds }
}

/** Runs a case by its choices, or by its plans, round by round. */
export async function runInterleaved(subject: Subject, of: Case): Promise<Ran> {
  const { choices = [], plans = [{ kind: 'list', choices }] } = of
  return (await runRounds(subject, of, { schedule: new Schedule(), plans })).ran
}
