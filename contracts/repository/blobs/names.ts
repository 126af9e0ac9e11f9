/** The scopes, ids and chunks that scripts and examples use: a few that meet, and hostile ones. */
import type { Scope } from '../../values.ts'
import type { ChunkRecipe } from './sources.ts'

/** Bytes in pieces, numbered so that no two are alike. */
export function pieces(...bytes: readonly number[]): readonly ChunkRecipe[] {
  return bytes.map((size, index) => ({ bytes: size, seed: index + 1 }))
}

/**
 * Ids that no store gave to whoever sends them. `*` stands for an id that it did give: a careless look-up takes these for
 * it, or leaves its folder by them (cache:64).
 */
export const hostileIds: readonly string[] = [
  '*.tmp',
  '*/',
  './*',
  '../*',
  'x/../*',
  '../../../../../../etc/passwd',
  '/etc/passwd',
  'file:///etc/passwd',
  'C:\\Windows\\win.ini',
  '..\\*',
  '*\u0000',
  '*\u0000.png',
  ' *',
  '* ',
  '%2e%2e%2f*',
  '*%00',
  '*?',
  '*#',
  '#/definitions/*',
  'blob:*',
  "*' OR '1'='1",
  '%',
  '_',
  '.',
  '..',
  '__proto__',
  'constructor',
  '*\n',
  '\u{1f512}',
  'n'.repeat(512),
]

/** Scopes that a blob was not written in, for whoever claims that it was. */
export const otherScopes: readonly Scope[] = [
  { tenant: 't' },
  { tenant: 't', run: 'q' },
  { tenant: 'u', run: 'r' },
  { tenant: 'u' },
]

/** Media types, of the shortest and the longest too. */
export const mimes: readonly string[] = ['image/png', 'a', 'text/plain; charset="utf-8"', 'x/'.padEnd(255, 'y')]
