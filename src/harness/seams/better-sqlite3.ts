/**
 * The seam at the native addon of better-sqlite3, caught where Node loads addons, so that any adapter that uses it has
 * points inside its calls without a change to it. Installed by `--import`, before anything else is loaded.
 */
import Module from 'node:module'
import { seam } from './seam.ts'

const driver = 'better-sqlite3'

type Method = (this: object, ...args: unknown[]) => unknown

interface Native {
  readonly prototype: Record<string, Method | undefined>
}

interface Addon {
  readonly Database?: Native
  readonly Statement?: Native
}

const texts = new WeakMap<object, string>()

/** The words that tell one statement from another: its verb, and for a transaction's frame the whole of it. */
function verb(text: string): string {
  const [first = '', second = '', ...rest] = text.trim().split(/\s+/)
  const frame = /^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA)$/i.test(first)
  const target =
    /\b(?:INTO|FROM|UPDATE|TABLE)\s+([a-z_]+)/i.exec([second, ...rest].join(' '))?.[1] ??
    (first.toUpperCase() === 'UPDATE' ? second : '')
  return frame ? `${first} ${second}`.trim().toUpperCase() : `${first.toUpperCase()} ${target}`.trim()
}

function replace(native: Native, name: string, make: (original: Method) => Method): void {
  const original = native.prototype[name]
  if (typeof original === 'function') native.prototype[name] = make(original)
}

function install({ Database, Statement }: Addon): void {
  if (!Database || !Statement) return
  replace(
    Database,
    'exec',
    (original) =>
      function exec(sql, ...rest) {
        const text = seam.statement(driver, String(sql))
        return seam.around(driver, `exec ${verb(text)}`, () => original.call(this, text, ...rest))
      },
  )
  replace(
    Database,
    'prepare',
    (original) =>
      function prepare(sql, ...rest) {
        const text = seam.statement(driver, String(sql))
        const statement = original.call(this, text, ...rest)
        if (typeof statement === 'object' && statement !== null) texts.set(statement, verb(text))
        return statement
      },
  )
  for (const method of ['run', 'get', 'all']) {
    replace(
      Statement,
      method,
      (original) =>
        function step(...args) {
          return seam.around(driver, `${method} ${texts.get(this) ?? 'statement'}`, () => original.apply(this, args))
        },
    )
  }
}

type Extensions = Record<string, (module: { exports: Addon }, path: string) => void>

/** Catches the addon when it is loaded. */
export function watchAddon(): void {
  const extensions = (Module as unknown as { readonly _extensions: Extensions })._extensions
  const load = extensions['.node']
  if (!load) return
  extensions['.node'] = (module, path) => {
    load(module, path)
    if (path.endsWith('better_sqlite3.node')) install(module.exports)
  }
}
