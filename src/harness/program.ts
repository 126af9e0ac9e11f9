/** A case as a program that a person can read and run. */
import { fileURLToPath } from 'node:url'
import type { Case } from './case.ts'

/** What a program needs to name. */
export interface ProgramOptions {
  readonly law: string
  readonly adapter: { readonly name: string; readonly module: string }
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

function importLine({ name, module }: ProgramOptions['adapter']): string {
  const path = fileURLToPath(module)
  const builtIn = /[\\/]dist[\\/]adapters[\\/]/.test(path)
  return `import adapter from ${quoted(builtIn ? `holdfast/adapters/${name}` : path)}`
}

/** TypeScript that runs the case again and prints what came of it. An example has no script: it is the law's own. */
export function programOf({ script, ...rest }: Case, { law, adapter }: ProgramOptions): string {
  const parts = Object.entries(rest).filter(([, part]) => part !== undefined)
  return [
    "import { runCase } from 'holdfast/harness'",
    importLine(adapter),
    '',
    ...(script.length === 0
      ? ['const script = []']
      : ['const script = [', ...script.map((step) => `  ${literal(step)},`), ']']),
    `const outcome = await runCase(adapter, ${quoted(law)}, {`,
    '  script,',
    ...parts.map(([key, part]) => `  ${key}: ${literal(part)},`),
    '})',
    'console.log(outcome)',
  ].join('\n')
}
