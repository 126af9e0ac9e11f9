/** Catches drivers where Node loads them; the seam of a driver is loaded when it is. */
import Module from 'node:module'
import { join } from 'node:path'
import { loadOurs } from '../pack.ts'
import type * as BetterSqlite3 from './better-sqlite3.ts'
import type * as Pg from './pg.ts'

type Extensions = Record<string, (module: { exports: object }, path: string) => void>

/** The file of pg in which the connections to servers are made. */
const pgFile = join('/', 'pg', 'lib', 'connection.js')

/** From now on the addon of better-sqlite3 has its seam as soon as it is loaded, and so has pg. */
export function watchDrivers(): void {
  const { _extensions: extensions } = Module as unknown as { readonly _extensions: Extensions }
  afterLoading(extensions, '.node', 'better_sqlite3.node', ({ exports }) => {
    const { install } = loadOurs('src/harness/seams/better-sqlite3.js') as typeof BetterSqlite3
    install(exports)
  })
  afterLoading(extensions, '.js', pgFile, ({ exports }, path) => {
    const { install } = loadOurs('src/harness/seams/pg.js') as typeof Pg
    install(exports as Parameters<typeof install>[0], path)
  })
}

/** After a file was loaded whose path ends so, something is done. */
function afterLoading(extensions: Extensions, kind: string, end: string, then: Extensions[string]): void {
  const load = extensions[kind]
  if (!load) return
  extensions[kind] = (module, path) => {
    load(module, path)
    if (path.endsWith(end)) then(module, path)
  }
}
