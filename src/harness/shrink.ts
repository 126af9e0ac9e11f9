/**
 * The shrinker: one for every tier, on plain data. It tries simpler cases and keeps one only if it fails again: fewer
 * actors, fewer steps (Zeller and Hildebrandt 2002: halves, quarters, single steps), an earlier fault, fewer switches
 * between actors, simpler commands and times.
 *
 * A case whose fault no longer happens has not failed; after steps were taken out, the fault is looked for at each
 * earlier coming to its point.
 */
import type { Commands, Fault, Step } from '../../contracts/index.ts'
import type { Case } from './case.ts'
import { actorOf } from './case.ts'

/** Bounds of one shrinking. */
export interface ShrinkBounds {
  readonly triesMax: number
  readonly msMax: number
}

function withoutActor(of: Case, actor: number): Case {
  const down = (index: number): number => (index > actor ? index - 1 : index)
  const script = of.script.flatMap((step): readonly Step<unknown>[] => {
    if (actorOf(step) === actor) return []
    if ('turn' in step) return [step]
    return ['reopen' in step ? { reopen: down(step.reopen) } : { ...step, actor: down(step.actor) }]
  })
  const fault = of.fault ? { fault: { ...of.fault, actor: down(of.fault.actor) } } : {}
  return { ...of, ...fault, actors: of.actors - 1, script }
}

/** The same case with every step of one actor made by another. */
function merged(of: Case, from: number, into: number): Case {
  const moved = of.script.map((step): Step<unknown> => {
    if (actorOf(step) !== from || 'turn' in step) return step
    return 'reopen' in step ? { reopen: into } : { ...step, actor: into }
  })
  return withoutActor({ ...of, script: moved }, from)
}

function* fewerActors(of: Case): Generator<Case> {
  for (let actor = of.actors - 1; actor >= 0 && of.actors > 1; actor -= 1) {
    if (of.fault?.actor !== actor) yield withoutActor(of, actor)
  }
  for (let actor = of.actors - 1; actor > 0; actor -= 1) {
    if (of.fault?.actor !== actor) yield merged(of, actor, 0)
  }
}

function* fewerSteps(of: Case): Generator<Case> {
  for (let size = Math.ceil(of.script.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = of.script.length - size; from >= 0; from -= 1) {
      const less = { ...of, script: of.script.toSpliced(from, size) }
      yield less
      if (of.fault) yield* earlierFaults(less, of.fault)
    }
  }
}

function* earlierFaults(of: Case, fault: Fault): Generator<Case> {
  for (let hit = fault.hit - 1; hit >= 1 && hit >= fault.hit - 3; hit -= 1) yield { ...of, fault: { ...fault, hit } }
}

function* simplerChoices(of: Case): Generator<Case> {
  const { choices = [] } = of
  for (let length = 0; length < choices.length; length += Math.max(1, Math.ceil(choices.length / 8)))
    yield { ...of, choices: choices.slice(0, length) }
  for (const [index, choice] of choices.entries()) {
    if (choice !== 0) yield { ...of, choices: choices.with(index, 0) }
  }
}

function* simplerSteps(of: Case, commands: Commands<unknown>): Generator<Case> {
  for (const [index, step] of of.script.entries()) {
    if ('turn' in step) {
      for (const turn of [1, Math.trunc(step.turn / 2)])
        if (Math.abs(turn) < Math.abs(step.turn) && turn !== 0) yield { ...of, script: of.script.with(index, { turn }) }
    } else if ('does' in step) {
      for (const does of commands.simpler(step.does)) yield { ...of, script: of.script.with(index, { ...step, does }) }
    }
  }
}

function* simplerCases(of: Case, commands: Commands<unknown>): Generator<Case> {
  yield* fewerActors(of)
  yield* fewerSteps(of)
  if (of.fault) yield* earlierFaults(of, of.fault)
  yield* simplerChoices(of)
  yield* simplerSteps(of, commands)
}

/** The simplest case found that still fails; `fails` runs a case and gives what went wrong, or undefined. */
export async function shrink<Failure>(
  first: { readonly of: Case; readonly failure: Failure },
  commands: Commands<unknown>,
  fails: (of: Case) => Promise<Failure | undefined>,
  bounds: ShrinkBounds,
): Promise<{ readonly of: Case; readonly failure: Failure }> {
  const deadline = performance.now() + bounds.msMax
  const tried = new Set<string>()
  let best = first
  let tries = 0
  for (let improved = true; improved;) {
    improved = false
    for (const simpler of simplerCases(best.of, commands)) {
      const key = JSON.stringify(simpler)
      if (tried.has(key)) continue
      if (tries >= bounds.triesMax || performance.now() > deadline) return best
      tried.add(key)
      tries += 1
      const failure = await fails(simpler)
      if (failure === undefined) continue
      best = { of: simpler, failure }
      improved = true
      break
    }
  }
  return best
}
