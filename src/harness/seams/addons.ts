/** Catches native addons where Node loads them; the seam of a driver is loaded when its addon is. */
import Module, { createRequire } from 'node:module'
import type * as BetterSqlite3 from './better-sqlite3.ts'

type Extensions = Record<string, (module: { exports: object }, path: string) => void>

/** From now on the addon of better-sqlite3 has its seam as soon as it is loaded. */
export function watchAddons(): void {
  const extensions = (Module as unknown as { readonly _extensions: Extensions })._extensions
  const load = extensions['.node']
  if (!load) return
  extensions['.node'] = (module, path) => {
    load(module, path)
    if (!path.endsWith('better_sqlite3.node')) return
    // Whoever loads an addon does not wait.
    const { install } = createRequire(import.meta.url)('./better-sqlite3.js') as typeof BetterSqlite3
    install(module.exports)
  }
}
