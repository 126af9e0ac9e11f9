/**
 * Searches the schedules of a program for one that goes wrong: what the lab does with a script on an adapter, for programs
 * that are no adapter.
 */
import { CaseWatch } from '../deadline.ts'
import { Dance } from './dance.ts'
import { Portfolio } from './portfolio.ts'
import { Schedule } from './schedule.ts'

/** Actors that share something. */
export interface Program {
  /** what each does; it waits for `point` wherever another may go first */
  readonly actors: readonly ((point: () => Promise<void>) => Promise<void>)[]
  /** what is wrong once all have ended; undefined where nothing is */
  readonly wrong: () => string | undefined
}

/** What came of a search. */
export interface Explored {
  /** how many schedules were run, the last one included */
  readonly schedules: number
  /** whether every schedule was run */
  readonly isExhausted: boolean
  readonly wrong?: string
  /** the choices that lead there again */
  readonly choices?: readonly number[]
}

/** How long a program may stand still, ms. */
const stillMs = 10_000

/** Runs a program by a schedule that has begun; gives what is wrong. */
async function run({ actors, wrong }: Program, schedule: Schedule): Promise<string | undefined> {
  const watch = new CaseWatch(stillMs)
  const dance = new Dance(actors.length, schedule, watch)
  for (const [index, act] of actors.entries()) dance.add(index, () => act(dance.standOf(index)))
  await watch.over(dance.drain())
  return wrong()
}

/** Runs new programs by one schedule after another, until one goes wrong, all were tried, or `schedulesMax` were. */
export async function explore(make: () => Program, seed: number, schedulesMax: number): Promise<Explored> {
  const portfolio = new Portfolio(seed)
  const schedule = new Schedule()
  for (let schedules = 1; schedules <= schedulesMax; schedules += 1) {
    const plan = portfolio.next()
    schedule.begin(plan)
    const wrong = await run(make(), schedule)
    portfolio.note(plan, schedule)
    const { isExhausted } = portfolio
    if (wrong !== undefined) return { schedules, isExhausted, wrong, choices: schedule.choices() }
    if (isExhausted) return { schedules, isExhausted }
  }
  return { schedules: schedulesMax, isExhausted: false }
}

/** Runs a program by choices that were made before; gives what is wrong. */
export function follow(program: Program, choices: readonly number[]): Promise<string | undefined> {
  const schedule = new Schedule()
  schedule.begin({ kind: 'list', choices })
  return run(program, schedule)
}
