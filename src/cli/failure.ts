/** What went wrong as one message: what was expected, what came, and what to do. */
import type { CommanderError } from 'commander'
import { describeError, isHarnessError } from '../../contracts/errors.ts'

/** The exit code of a command that could not do what was asked of it. */
export const failed = 2

/** The message for anything that a command threw. */
export function messageOf(error: unknown): string {
  if (isHarnessError(error) && error.code !== 'INTERNAL') return error.message
  const stack = error instanceof Error && error.stack !== undefined ? error.stack : describeError(error)
  return `an unexpected failure of holdfast, or of a module that it loaded:\n${stack}`
}

/** The message for a command line that commander does not understand. */
export function misuse({ code, message }: CommanderError, command: string | undefined): string {
  const help = `holdfast ${command === undefined ? '' : `${command} `}--help`
  if (code === 'commander.help') return `expected a command; "${help}" lists them`
  const said = message.replace(/^error: /, '').replace(/\s*\n\(Did you mean (.*)\?\)/, ': did you mean $1?')
  return `${said.replace(/\.$/, '')}${said.endsWith('?') ? '' : ';'} "${help}" lists what is understood`
}
