/** The command line as data: commands, arguments and flags. Each command is loaded when it is called. */
import { Command } from 'commander'
import type { MutantsFlags } from './commands/mutants.ts'
import type { PinFlags } from './commands/pin.ts'
import type { ReplayFlags } from './commands/replay.ts'
import type { ExplainFlags } from './commands/explain.ts'
import type { JudgeFlags } from './commands/judge.ts'
import type { ListFlags } from './commands/list.ts'
import type { VerifyFlags } from './commands/verify.ts'
import type { Terminal } from './terminal.ts'

/** Takes the exit code of a command. */
type Done = (code: number) => void

/** The program, which writes its help to standard output and tells errors by throwing them. */
export function programOf(terminal: Terminal, done: Done): Command {
  const program = new Command('holdfast')
    .description(
      'Tries storage adapters against the laws of durable work, and shows the smallest case that breaks one.',
    )
    .option('-V, --version', 'print the version')
    .configureOutput({ writeOut: (text) => terminal.out.write(text), writeErr: () => {}, outputError: () => {} })
    .exitOverride()
    .addHelpText('after', examples.join('\n'))
  for (const add of [addVerify, addList, addExplain, addReplay, addPin, addJudge, addMutants])
    add(program, terminal, done)
  return program
}

const examples = [
  '',
  'Examples:',
  '  holdfast verify ./redis.adapter.ts                    try one adapter',
  '  holdfast verify ./redis.adapter.ts --budget 5m --require T4',
  '  holdfast verify --report text --report json=out/report.json',
  '  holdfast explain locks/one-holder                     all about one law',
  '  holdfast judge race.jsonl                             is a recorded history linearizable',
  '  holdfast replay hf1.eNqr... --times 10                a finding again',
  '  holdfast pin hf1.eNqr...                              the same finding for good',
  '',
  'Options of verify may come from the environment (HOLDFAST_BUDGET, _RUNS, _SEED, _JOBS, _COVERAGE, _CALL_TIMEOUT,',
  '_WAIVERS, _REPORT) and from holdfast.config.ts too: flags win over the environment, which wins over the file. "holdfast verify',
  '--print-config" tells which did. The call timeout is that of replay and mutants too. NO_COLOR=1 switches colours off.',
  '',
  'Exit codes: 0 conformant or waived, 1 non-conformant, 2 invalid or misused, 3 incomplete, 130 interrupted.',
]

const callTimeoutSays = 'how long a call of an adapter may take (default 10s)'

/** A flag that may be given several times collects its values. */
function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value]
}

function addVerify(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('verify')
    .description('try adapters against the laws of every port that they offer')
    .argument('[adapter...]', 'names or files; none: those of the configuration, else all built-in ones')
    .option('--contract <name>', 'only laws of this contract (repeatable)', collect)
    .option('--law <id>', 'only this law (repeatable)', collect)
    .option('--suite <name>', 'only laws of this suite (repeatable)', collect)
    .option('--tier <tier>', 'the hardest tier to try, T0 to T5; less than it is incomplete')
    .option('--require <tier or law>', 'what must be reached: less is incomplete (repeatable)', collect)
    .option('--budget <time>', 'wall time for each adapter, shared by its laws: 500ms, 60s, 5m (default 30s)')
    .option('--runs <n>', 'scripts for each law and tier, in place of the budget')
    .option('--seed <n>', 'the same seed tries the same cases (default 1)')
    .option('--shard <i/n>', 'this share of the laws, for several machines')
    .option('--jobs <n>', 'how many adapters are tried at once (default 1)')
    .option('--coverage', 'tell which lines of the adapter no law reached, child processes included')
    .option('--call-timeout <time>', callTimeoutSays)
    .option(
      '--report <form[=file]>',
      'text, json, matrix, matrix-json or that of a plugin (repeatable; default text)',
      collect,
    )
    .option('--json', 'short for --report json')
    .option('--waivers <file>', 'known broken laws, as JSON: [{ adapter, law, reason, issue, expires }]')
    .option('--plugin <file>', 'a module with a plugin as default export (repeatable)', collect)
    .option('--quiet', 'no progress on standard error')
    .option('--print-config', 'print every option and where it came from, and run nothing')
    .action(async (words: string[], flags: VerifyFlags) => {
      const { verify } = await import('./commands/verify.ts')
      done(await verify(words, flags, terminal))
    })
}

function addList(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('list')
    .description('list all laws')
    .option('--contract <name>', 'only laws of this contract (repeatable)', collect)
    .option('--json', 'as one JSON array')
    .option('--plugin <file>', 'a module with a plugin as default export (repeatable)', collect)
    .action(async (flags: ListFlags) => {
      const { list } = await import('./commands/list.ts')
      done(await list(flags, terminal))
    })
}

function addExplain(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('explain')
    .description('say all about one law')
    .argument('<law>', 'its id, like locks/one-holder')
    .option('--plugin <file>', 'a module with a plugin as default export (repeatable)', collect)
    .action(async (id: string, flags: ExplainFlags) => {
      const { explain } = await import('./commands/explain.ts')
      done(await explain(id, flags, terminal))
    })
}

function addReplay(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('replay')
    .description('run the case of a finding again: 0 it holds, 1 it fails, 3 no run has tried it')
    .argument('<token>', 'the word that begins with "hf1."')
    .argument('[adapter]', 'name or file; none: the one that the token names, which is looked for among the known ones')
    .option('--times <n>', 'how often (default 1)')
    .option('--call-timeout <time>', callTimeoutSays)
    .option('--plugin <file>', 'a module with a plugin as default export (repeatable)', collect)
    .action(async (token: string, word: string | undefined, flags: ReplayFlags) => {
      const { replay } = await import('./commands/replay.ts')
      done(await replay(token, word, flags, terminal))
    })
}

function addPin(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('pin')
    .description('keep the case of a finding for good: a file under test/pinned, which every verify tries first')
    .argument('<token>', 'the word that begins with "hf1."')
    .option('--folder <folder>', 'the project to keep it in (default: that of the configuration or package.json)')
    .option('--plugin <file>', 'a module with a plugin as default export (repeatable)', collect)
    .action(async (token: string, flags: PinFlags) => {
      const { pin } = await import('./commands/pin.ts')
      done(await pin(token, flags, terminal))
    })
}

function addJudge(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('judge')
    .description('say whether recorded histories are linearizable: 0 all are, 1 one is not, 3 one is undecided')
    .argument(
      '<file...>',
      'histories: JSON lines of holdfast, register logs of Jepsen, key-value events; - reads standard input',
    )
    .option('--model <name>', 'register, kv or a contract; none: what the first line of the file tells')
    .option('--json', 'as one JSON object; an array where there are several files')
    .option('--plugin <file>', 'a module with a plugin as default export (repeatable)', collect)
    .action(async (files: string[], flags: JudgeFlags) => {
      const { judge } = await import('./commands/judge.ts')
      done(await judge(files, flags, terminal))
    })
}

function addMutants(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('mutants')
    .description(
      'try whether each known-bad backend dies by the law that it names, and whether odd but legal ones pass',
    )
    .option('--all', 'every mutant on every adapter, in place of the first to which it applies')
    .option('--id <id>', 'only this mutant or control (repeatable)', collect)
    .option('--adapter <adapter>', 'name or file to try them on (repeatable; default: all built-in ones)', collect)
    .option('--shard <i/n>', 'this share of them, for several machines')
    .option('--call-timeout <time>', callTimeoutSays)
    .option('--json', 'as one JSON array; the rows go to standard error')
    .option('--plugin <file>', 'a module with a plugin as default export (repeatable)', collect)
    .action(async (flags: MutantsFlags) => {
      const { mutants } = await import('./commands/mutants.ts')
      done(await mutants(flags, terminal))
    })
}
