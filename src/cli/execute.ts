/** From words to a command: parses, runs, and gives the exit code. */
import { CommanderError } from 'commander'
import { HarnessError } from '../../contracts/errors.ts'
import { unknownName } from '../harness/registry.ts'
import { misuse } from './failure.ts'
import { programOf } from './program.ts'
import type { Terminal } from './terminal.ts'

/** Runs the command that `argv` names and gives its exit code; rejects with what a person is to be told. */
export async function execute(argv: readonly string[], terminal: Terminal): Promise<number> {
  if (argv[0] === '--version' || argv[0] === '-V') return printVersion(terminal)
  let code = 0
  const program = programOf(terminal, (given) => {
    code = given
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return 0
    throw refusal(
      error,
      argv,
      program.commands.map((command) => command.name()),
    )
  }
  return code
}

/** What a person is told of a command line that commander refuses. */
function refusal(error: CommanderError, argv: readonly string[], commands: readonly string[]): HarnessError {
  const [first, topic] = argv
  if (first === 'help' && topic !== undefined)
    return new HarnessError('UNKNOWN_NAME', unknownName('command', topic, commands))
  const command = argv.find((word) => commands.includes(word))
  return new HarnessError('USAGE', misuse(error, command))
}

async function printVersion({ out }: Terminal): Promise<number> {
  const { version } = await import('../harness/verify.ts')
  out.line(version())
  return 0
}
