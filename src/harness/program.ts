/** A case as a program that a person can read and run. */
import { fileURLToPath } from 'node:url'
import { relative, sep } from 'node:path'
import type { Case } from './case.ts'

/** What a program needs to name. */
export interface ProgramOptions {
  readonly law: string
  readonly adapter: { readonly name: string; readonly module: string }
  /** the folder of the program: its path to the adapter starts there, and at the root where absent */
  readonly folder?: string
  /** what happens in it besides its steps, in one sentence */
  readonly says?: string
}

function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${inner}'`
}

/** Plain data as TypeScript, on one line. */
function literal(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const entries = Object.entries(value).filter(([, part]) => part !== undefined)
  const keyed = entries.map(([key, part]) => `${/^[a-z_]\w*$/i.test(key) ? key : quoted(key)}: ${literal(part)}`)
  return keyed.length === 0 ? '{}' : `{ ${keyed.join(', ')} }`
}

function importLine({ adapter: { name, module }, folder }: ProgramOptions): string {
  const path = fileURLToPath(module)
  const file = folder === undefined ? path : pathFrom(folder, path)
  const [, room] = /[\\/]dist[\\/](adapters|src)[\\/]/.exec(path) ?? []
  const door = room === 'adapters' ? `holdfast/adapters/${name}` : 'holdfast/runtime'
  return `import adapter from ${quoted(room === undefined ? file : door)}`
}

/** A path as it is written in an import: with slashes, and a dot before what lies in the folder. */
function pathFrom(folder: string, path: string): string {
  const way = relative(folder, path).replaceAll(sep, '/')
  return way.startsWith('.') ? way : `./${way}`
}

/** TypeScript that runs the case again and prints what came of it. An example has no script: it is the law's own. */
export function programOf({ script, ...rest }: Case, options: ProgramOptions): string {
  const parts = Object.entries(rest).filter(([, part]) => part !== undefined)
  return [
    "import { runCase } from 'holdfast/harness'",
    importLine(options),
    '',
    ...(script.length === 0
      ? ['const script = []']
      : ['const script = [', ...script.map((step) => `  ${literal(step)},`), ']']),
    ...(options.says === undefined ? [] : [`// ${options.says}`]),
    `const outcome = await runCase(adapter, ${quoted(options.law)}, {`,
    '  script,',
    ...parts.map(([key, part]) => `  ${key}: ${literal(part)},`),
    '})',
    'console.log(outcome)',
  ].join('\n')
}
