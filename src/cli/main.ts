/** The command. It ends by itself with its exit code, whatever an adapter left open, and never with 0 by accident. */
import { writeSync } from 'node:fs'
import { describeError } from '../../contracts/errors.ts'
import { execute } from './execute.ts'
import { failed, messageOf } from './failure.ts'
import { Outlet } from './outlet.ts'

let isOver = false

function leave(code: number): never {
  isOver = true
  process.exit(code)
}

const out = new Outlet(process.stdout)
const err = new Outlet(process.stderr)
// Standard output is a document: what a module prints while it loads goes to standard error.
out.divert(process.stderr)

async function end(code: number): Promise<never> {
  const fault = await out.flush().catch((error: unknown) => error)
  if (fault !== undefined) err.line(`holdfast: standard output cannot be written: ${describeError(fault)}`)
  await err.flush().catch(() => {})
  // A result that reached nobody is no result.
  leave(fault === undefined ? code : failed)
}

function fail(error: unknown): Promise<never> {
  err.line(`holdfast: ${messageOf(error)}`)
  return end(failed)
}

// A module that is loaded here may exit, or leave nothing to wait for: either would pass for success.
process.on('exit', () => {
  if (isOver) return
  process.exitCode = failed
  writeSync(
    2,
    'holdfast: the command ended before it was done: a module exits, or awaits for ever, while it is loaded\n',
  )
})
process.on('uncaughtException', (error) => void fail(error))

const { env } = process
execute(process.argv.slice(2), { cwd: process.cwd(), env, out, err, leave }).then(end, fail)
