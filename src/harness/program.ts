/** A case as a program that a person can read and run. */
import type { Call, History, Step } from '../../contracts/index.ts'
import { fileURLToPath } from 'node:url'
import type { Case } from './case.ts'
import { showCall } from './case.ts'

/** What a program needs to name. */
export interface ProgramOptions {
  readonly law: string
  readonly adapter: { readonly name: string; readonly module: string }
}

function literal(value: unknown): string {
  return JSON.stringify(value)
}

/** The calls that the steps led to, in order: those of a step that referred to nothing are not there. */
function callsOf(script: Case['script'], history: History): ReadonlyMap<number, Call> {
  const left = new Map<number, Call[]>()
  for (const { actor, call } of history) left.set(actor, [...(left.get(actor) ?? []), call])
  const found = new Map<number, Call>()
  for (const [index, step] of script.entries()) {
    const call = 'does' in step ? left.get(step.actor)?.shift() : undefined
    if (call) found.set(index, call)
  }
  return found
}

function line(step: Step<unknown>, call: Call | undefined): string {
  if ('turn' in step) return `  { turn: ${step.turn} },`
  if ('reopen' in step) return `  { reopen: ${step.reopen} },`
  return `  { actor: ${step.actor}, does: ${literal(step.does)} },${call ? ` // ${showCall(call)}` : ''}`
}

function rest({ choices, fault }: Case): readonly string[] {
  return [...(choices ? [`  choices: ${literal(choices)},`] : []), ...(fault ? [`  fault: ${literal(fault)},`] : [])]
}

function importLine({ name, module }: ProgramOptions['adapter']): string {
  const path = fileURLToPath(module)
  const builtIn = /[\\/]dist[\\/]adapters[\\/]/.test(path)
  return builtIn ? `import adapter from 'holdfast/adapters/${name}'` : `import adapter from ${literal(path)}`
}

/** TypeScript that runs the case again and prints what came of it; an example is a law of its own and runs by its id. */
export function programOf(of: Case, history: History, { law, adapter }: ProgramOptions): string {
  const calls = callsOf(of.script, history)
  return [
    "import { runCase } from 'holdfast/harness'",
    importLine(adapter),
    '',
    `const script = [`,
    ...of.script.map((step, index) => line(step, calls.get(index))),
    `]`,
    `const outcome = await runCase(adapter, ${literal(law)}, {`,
    `  tier: ${literal(of.tier)},`,
    `  actors: ${of.actors},`,
    `  script,`,
    ...rest(of),
    `})`,
    `console.log(outcome)`,
  ].join('\n')
}
