/** The options that have several sources, most of them of `verify`: read, checked, and where each came from. */
import { resolve } from 'node:path'
import builtin from '../builtin.ts'
import type { Config } from '../config.ts'
import { readDuration } from '../harness/durations.ts'
import { defaults } from '../harness/run-options.ts'
import { moduleWord } from './adapters.ts'
import { readTruth, readWhole } from './numbers.ts'
import type { Target } from './reports.ts'
import { readTarget } from './reports.ts'
import type { OptionNames, Setting, Sources, Written } from './sources.ts'
import { isStronger, written } from './sources.ts'

const runsMax = 1_000_000
const seedMax = 2 ** 31 - 1
const jobsMax = 64

export interface Settings {
  /** names and absolute paths */
  readonly adapters: Setting<readonly string[]>
  /** absolute paths */
  readonly plugins: Setting<readonly string[]>
  readonly budgetMs: Setting<number>
  readonly runs: Setting<number | undefined>
  readonly seed: Setting<number>
  readonly jobs: Setting<number>
  readonly coverage: Setting<boolean>
  readonly callTimeoutMs: Setting<number>
  /** absolute path */
  readonly waivers: Setting<string | undefined>
  readonly reports: Setting<readonly Target[]>
}

/** The value of an option, from the first source that speaks of it. */
function option<Value>(
  sources: Sources,
  names: OptionNames,
  read: (from: Written) => Value,
  fallback: Value,
): Setting<Value> {
  const found = written(names, sources)
  return found ? { value: read(found), from: found.from } : { value: fallback, from: 'default' }
}

/** Settles every option; throws a `HarnessError` USAGE for the first that cannot be read. */
export function settle(words: readonly string[], sources: Sources): Settings {
  const of = <Value>(
    flag: string,
    key: keyof Config,
    read: (from: Written) => Value,
    fallback: Value,
  ): Setting<Value> => option(sources, { flag, key, variable: variableOf(flag) }, read, fallback)
  const budgetMs = of('budget', 'budget', durationOf, defaults.budgetMs)
  const runs = of('runs', 'runs', wholeOf(1, runsMax), undefined)
  return {
    adapters: adaptersOf(words, sources),
    plugins: pluginsOf(sources),
    budgetMs,
    // The two bound the same thing: a budget on the command line is not undone by runs in the configuration.
    runs: isStronger(budgetMs, runs) ? { value: undefined, from: 'default' } : runs,
    seed: of('seed', 'seed', wholeOf(0, seedMax), defaults.seed),
    jobs: of('jobs', 'jobs', wholeOf(1, jobsMax), defaults.jobs),
    coverage: of('coverage', 'coverage', truthOf, false),
    callTimeoutMs: callTimeoutOf(sources),
    waivers: of('waivers', 'waivers', pathOf, undefined),
    reports: of('report', 'reports', targetsOf, [{ form: 'text' }]),
  }
}

/** `call-timeout` is `HOLDFAST_CALL_TIMEOUT` in the environment. */
function variableOf(flag: string): string {
  return `HOLDFAST_${flag.toUpperCase().replaceAll('-', '_')}`
}

/** How long a call of an adapter may take, ms. */
export function callTimeoutOf(sources: Sources): Setting<number> {
  const names = { flag: 'call-timeout', key: 'callTimeout', variable: variableOf('call-timeout') } as const
  return option(sources, names, durationOf, defaults.callMs)
}

/** The files of plugins. */
export function pluginsOf(sources: Sources): Setting<readonly string[]> {
  return option(sources, { flag: 'plugin', key: 'plugins' }, pathsOf, [])
}

/** The files of adapters that the configuration lists. */
export function configuredAdapters({ config, project }: Pick<Sources, 'config' | 'project'>): readonly string[] {
  return (config.adapters ?? []).map((path) => resolve(project.folder, path))
}

function adaptersOf(words: readonly string[], sources: Sources): Setting<readonly string[]> {
  if (words.length > 0) return { value: words.map((word) => moduleWord(word, sources.cwd)), from: 'argument' }
  const value = configuredAdapters(sources)
  return value.length > 0
    ? { value, from: 'config' }
    : { value: [...builtin.adapters, ...builtin.runtimes].map(({ name }) => name), from: 'default' }
}

/** The text of an option that takes one. */
function textOf({ texts }: Written): string {
  return texts.at(-1) ?? ''
}

function durationOf(from: Written): number {
  return readDuration(from.name, textOf(from))
}

function wholeOf(min: number, max: number): (from: Written) => number {
  return (from) => readWhole(from.name, textOf(from), min, max)
}

function truthOf(from: Written): boolean {
  return readTruth(from.name, textOf(from))
}

function pathOf(from: Written): string {
  return resolve(from.folder, textOf(from))
}

function pathsOf({ texts, folder }: Written): readonly string[] {
  return [...new Set(texts.map((path) => resolve(folder, path)))]
}

/** One variable can name several reports, parted by commas. */
function targetsOf({ texts, from, name, folder }: Written): readonly Target[] {
  const all = from === 'environment' ? texts.flatMap((text) => text.split(',')) : texts
  return all.map((text) => readTarget(name, text, folder))
}

/** The options as JSON for people who wonder where a value came from; what is not set is null. */
export function printed(settings: Settings, sources: Sources, filters: readonly string[]): string {
  const { flags, project } = sources
  const chosen = filters.map((name): [string, Setting<unknown>] => [
    name,
    { value: flags[name], from: flags[name] === undefined ? 'default' : 'flag' },
  ])
  const options = [...Object.entries<Setting<unknown>>({ ...settings }), ...chosen]
  const shown = Object.fromEntries(options.map(([name, { value, from }]) => [name, { value: value ?? null, from }]))
  return `${JSON.stringify({ project: project.folder, config: project.config ?? null, options: shown }, null, 2)}\n`
}
