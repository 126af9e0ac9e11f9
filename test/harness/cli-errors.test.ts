/** Every bad input gives one clear message on standard error, nothing on standard output, and exit code 2. */
import { afterAll, describe, expect, it } from 'vitest'
import { Project, backend } from './command.ts'

const project = new Project()
project.write('half.json', '{')
project.write('empty.log', '')
project.write('one.log', 'INFO  jepsen.util - 0\t:invoke\t:read\tnil\n')
project.write('waivers.json', '[{ "adapter": "memory" }]')
project.write('configs/number/holdfast.config.mjs', 'export default { budget: 3, budgt: 1 }')
project.write('configs/none/holdfast.config.mjs', 'export const config = {}')
project.write('configs/range/holdfast.config.mjs', 'export default { runs: 0 }')
project.write('configs/two/holdfast.config.mjs', 'export default {}')
project.write('configs/two/holdfast.config.js', 'export default {}')
project.write('throws.adapter.mjs', 'throw new Error("no luck")')
project.write(
  'later.adapter.mjs',
  'setTimeout(() => { throw new Error("no luck later") }); await new Promise(() => {})',
)
afterAll(() => project.remove())

/** By what is wrong: the words of the command, and what the message says of it. */
const misused: Readonly<Record<string, readonly [words: readonly string[], ...says: readonly string[]]>> = {
  'no command': [[], 'expected a command', 'holdfast --help'],
  'an unknown command': [['verfy'], "unknown command 'verfy'", 'did you mean verify?'],
  'help for an unknown command': [['help', 'verfy'], 'no command "verfy"', 'did you mean verify?'],
  'an unknown flag': [['verify', '--budgt', '3s'], "unknown option '--budgt'", 'did you mean --budget?'],
  'a flag without its value': [['verify', '--budget'], '--budget <time>', 'missing', 'holdfast verify --help'],
  'a missing argument': [['explain'], "missing required argument 'law'", 'holdfast explain --help'],
  'an argument too many': [['explain', 'a', 'b'], 'too many arguments', 'holdfast explain --help'],
  'a budget without a unit': [['verify', '--budget', '30'], '--budget', 'like 500ms, 30s or 2m', 'got "30"'],
  'a budget of nothing': [['verify', '--budget', '0s'], '--budget', 'from 1ms', 'got "0s"'],
  'a call timeout that is no time': [['verify', '--call-timeout', 'soon'], '--call-timeout', 'got "soon"'],
  'a call timeout of mutants that is no time': [['mutants', '--call-timeout', 'soon'], '--call-timeout', 'got "soon"'],
  'runs that are no whole number': [['verify', '--runs', '1.5'], '--runs', 'from 1 to 1000000', 'got "1.5"'],
  'runs below their range': [['verify', '--runs', '-3'], '--runs', 'got "-3"'],
  'a seed that is no number': [['verify', '--seed', 'x'], '--seed', 'from 0 to 2147483647', 'got "x"'],
  'a shard beyond the last': [['verify', '--shard', '3/2'], '--shard', 'like 2/5', 'got "3/2"'],
  'an unknown contract': [['verify', '--contract', 'lock'], 'no contract "lock"', 'did you mean locks?'],
  'an unknown law': [['verify', '--law', 'locks/one-hldr'], 'did you mean locks/one-holder?'],
  'an unknown suite': [['verify', '--suite', 'lease'], 'no suite "lease"', 'did you mean leases?'],
  'an unknown tier': [['verify', '--tier', 'T9'], '--tier', 'expected T0, T1, T2, T3, T4, T5', 'got "T9"'],
  'an unknown requirement': [['verify', '--require', 'locks/one'], '--require', 'did you mean locks/one-holder'],
  'filters that no law fits': [
    ['verify', '--law', 'locks/one-holder', '--suite', 'basics'],
    'no law fits all of --contract, --law and --suite',
  ],
  'a tier below every law': [['verify', '--law', 'locks/survives-kill', '--tier', 'T1'], 'show from T3 on'],
  'an unknown report': [['verify', '--report', 'jsn'], 'no report form "jsn"', 'did you mean json?'],
  'a report without its file': [['verify', '--report', 'json='], 'form=file', 'got "json="'],
  'two reports for standard output': [['verify', '--json', '--report', 'text'], 'expected one for standard output'],
  'two reports for one file': [['verify', '--report', 'text=a', '--report', 'json=a'], 'expected one for', 'got two'],
  'a folder for a report': [['verify', '--report', 'json=.'], 'is a folder; expected a file'],
  'a report below a file': [['verify', '--report', 'json=half.json/x'], 'cannot be made'],
  'an unknown adapter': [['verify', 'memry'], 'no adapter "memry"', 'did you mean memory?', './memry.adapter.ts'],
  'a path where nothing is': [['verify', './nope.adapter.ts'], 'nope.adapter.ts: no such file'],
  'a folder for an adapter': [['verify', './configs'], 'configs: is a folder', 'the file of an adapter'],
  'a file that is no module': [['verify', './half.json'], 'half.json: expected a .ts, .mts, .js or .mjs file'],
  'an adapter that is not the default export': [
    ['verify', backend('cli-no-default')],
    'expected an adapter as default export',
  ],
  'an adapter with unanswered claims': [['verify', backend('cli-unanswered')], 'ports.locks.fencing', 'not answered'],
  'an adapter with contradictory claims': [['verify', backend('cli-contradictory')], 'contradicts sharing "host"'],
  'an adapter that throws while it loads': [['verify', './throws.adapter.mjs'], 'cannot be loaded', 'no luck'],
  'an adapter that throws later': [['verify', './later.adapter.mjs'], 'of a module that it loaded', 'no luck later'],
  'an adapter that exits while it loads': [['verify', backend('cli-load-exits')], 'a module exits'],
  'an adapter that awaits for ever': [['verify', backend('cli-load-waits')], 'awaits for ever'],
  'two adapters of one name': [
    ['verify', backend('cli-sound'), backend('cli-namesake')],
    'two adapters are called cli-sound',
  ],
  'waivers that are not there': [['verify', '--waivers', 'nope.json'], 'nope.json', 'no such file'],
  'waivers that are no JSON': [['verify', '--waivers', 'half.json'], 'half.json', 'expected a JSON array of waivers'],
  'waivers without their facts': [['verify', '--waivers', 'waivers.json'], 'waivers.json', '[0].reason'],
  'a plugin that is not there': [['verify', '--plugin', 'nope.ts'], 'nope.ts: no such file', 'the file of a plugin'],
  'a plugin that is none': [['list', '--plugin', backend('cli-sound')], 'expected a plugin as default export'],
  'an unknown contract to list': [['list', '--contract', 'lock'], 'no contract "lock"', 'did you mean locks?'],
  'an unknown law to explain': [['explain', 'one-holdr'], 'no law "one-holdr"', 'locks/one-holder'],
  'an unknown mutant': [['mutants', '--id', 'locks~no-lst'], 'did you mean locks~no-list'],
  'an unknown adapter for mutants': [['mutants', '--adapter', 'memry'], 'did you mean memory?'],
  'a share of mutants that is none': [['mutants', '--shard', '0/3'], '--shard', 'got "0/3"'],
  'no history to judge': [['judge'], "missing required argument 'file'", 'holdfast judge --help'],
  'a history that is not there': [['judge', 'nope.jsonl'], 'nope.jsonl: no such file'],
  'a folder for a history': [['judge', 'configs'], 'configs: is a folder', 'the file of a history'],
  'a file that is no history': [['judge', 'half.json'], 'half.json:1: expected a history', 'got "{"'],
  'an empty history': [['judge', 'empty.log'], 'empty.log: expected a history, got an empty file', 'it begins with'],
  'an empty standard input': [['judge', '-'], '-: expected a history, got an empty file'],
  'an unknown model': [
    ['judge', '--model', 'regster', 'half.json'],
    '--model: no model "regster"',
    'did you mean register?',
  ],
  'a log of another model': [
    ['judge', '--model', 'locks', 'one.log'],
    'expected a history of locks, got one of register',
  ],
  'one bad history among good ones': [['judge', 'one.log', 'empty.log', '--json'], 'empty.log: expected a history'],
  'a word that is no token': [['replay', 'memory'], 'starts with "hf1."', 'got "memory"'],
  'a token that is cut short': [['replay', 'hf1.eNq'], 'damaged or cut short'],
}

describe.concurrent('the command refuses', () => {
  for (const [what, [words, ...says]] of Object.entries(misused)) {
    it(what, async () => expectRefusal(await project.run(words), says))
  }

  it('a bad value in the environment, by the name of the variable', async () => {
    const ended = await project.run(['verify'], { env: { HOLDFAST_BUDGET: 'soon' } })
    expectRefusal(ended, ['HOLDFAST_BUDGET', 'got "soon"'])
  })

  it('a configuration with unknown and mistyped settings, and lists them all', async () => {
    const ended = await project.run(['verify'], { folder: 'configs/number' })
    expectRefusal(ended, ['holdfast.config.mjs', 'budget: expected string', 'no setting "budgt": did you mean budget?'])
  })

  it('a configuration without default export', async () => {
    const ended = await project.run(['list'], { folder: 'configs/none' })
    expectRefusal(ended, ['holdfast.config.mjs', 'expected settings as default export'])
  })

  it('a configuration with a value out of range', async () => {
    const ended = await project.run(['verify'], { folder: 'configs/range' })
    expectRefusal(ended, ['holdfast.config.mjs: runs', 'from 1 to 1000000', 'got "0"'])
  })

  it('two configurations in one folder', async () => {
    const ended = await project.run(['verify'], { folder: 'configs/two' })
    expectRefusal(ended, ['expected one configuration', 'remove one'])
  })
})

function expectRefusal({ code, stdout, stderr }: Awaited<ReturnType<Project['run']>>, says: readonly string[]): void {
  for (const words of says) expect(stderr).toContain(words)
  expect(stderr.match(/^holdfast: /gm)).toHaveLength(1)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
}
