/** Programs that a campaign runs and waits for. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { text } from 'node:stream/consumers'

/** The folder of the project. */
export const root: string = fileURLToPath(new URL('../../', import.meta.url))

/** What came of a program. */
export interface Ended {
  /** its exit code; -1 where a signal ended it */
  readonly code: number
  readonly output: string
}

/** What came of our command. */
export interface Said<Value> {
  readonly code: number
  /** what it printed, which was asked for as JSON */
  readonly said: Value
}

/** Runs our command, of which JSON is asked. */
export async function runCommand<Value>(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Said<Value>> {
  const { code, output } = await runNode(['dist/holdfast.cjs', ...args], env)
  return { code, said: JSON.parse(output) as Value }
}

/** Runs a program of Node with these arguments, and with these variables in its environment beside our own. */
export async function runNode(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close') as Promise<[number | null]>
  const output = await text(child.stdout)
  const [code] = await closed
  return { code: code ?? -1, output }
}
