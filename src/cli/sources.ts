/** Where options come from: flags > environment > configuration > defaults. */
import type { Config } from '../config.ts'
import type { Project } from '../harness/project.ts'

/** Which source an option was found in. */
export type Origin = 'argument' | 'flag' | 'environment' | 'config' | 'default'

const strongestFirst: readonly Origin[] = ['argument', 'flag', 'environment', 'config', 'default']

/** Whether one setting comes from a stronger source than another. */
export function isStronger(one: Setting<unknown>, other: Setting<unknown>): boolean {
  return strongestFirst.indexOf(one.from) < strongestFirst.indexOf(other.from)
}

/** The value of an option, and where it was found. */
export interface Setting<Value> {
  readonly value: Value
  readonly from: Origin
}

/** What somebody wrote of an option. */
export interface Written {
  readonly texts: readonly string[]
  readonly from: Origin
  /** what to call it in a message */
  readonly name: string
  /** the folder that paths in it start at */
  readonly folder: string
}

/** Flags as commander gives them, by name in camel case. */
export type Flags = { readonly [name: string]: unknown }

/** The sources of one call. */
export interface Sources {
  readonly flags: Flags
  readonly env: NodeJS.ProcessEnv
  readonly config: Config
  readonly project: Project
  readonly cwd: string
}

/** An option by its names: that of the flag without dashes, of the variable, and in the configuration. */
export interface OptionNames {
  readonly flag: string
  readonly variable?: string
  readonly key: keyof Config
}

/** What the first source that speaks of an option says. */
export function written(names: OptionNames, sources: Sources): Written | undefined {
  return fromFlag(names, sources) ?? fromEnvironment(names, sources) ?? fromConfig(names, sources)
}

function fromFlag({ flag }: OptionNames, { flags, cwd }: Sources): Written | undefined {
  const value = flags[flag.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())]
  return value === undefined ? undefined : { texts: textsOf(value), from: 'flag', name: `--${flag}`, folder: cwd }
}

/** A variable that is empty is not set: CI systems pass on what they do not have as ''. */
function fromEnvironment({ variable }: OptionNames, { env, cwd }: Sources): Written | undefined {
  const text = variable === undefined ? '' : (env[variable]?.trim() ?? '')
  if (variable === undefined || text === '') return undefined
  return { texts: [text], from: 'environment', name: variable, folder: cwd }
}

function fromConfig({ key }: OptionNames, { config, project }: Sources): Written | undefined {
  const value = config[key]
  if (value === undefined) return undefined
  return { texts: textsOf(value), from: 'config', name: `${project.config ?? ''}: ${key}`, folder: project.folder }
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [String(value)]
}
