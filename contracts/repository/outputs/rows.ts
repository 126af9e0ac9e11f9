/** The rows that scripts and examples use: a few that meet, and families of hostile ones that look like each other. */
import type { Scope } from '../../values.ts'
import type { OutputKey } from './port.ts'

/** A row by its scope and key. */
export interface RowName {
  readonly scope: Scope
  readonly key: OutputKey
}

/** What the runs of a tenant share. */
export const shared: Scope = { tenant: 't' }

/** A run of that tenant. */
export const run: Scope = { tenant: 't', run: 'r' }

/** A key of any scope. */
export const key: OutputKey = { task: 'a', input: 'i' }

/** Scopes with nothing odd about them. */
export const plainScopes: readonly Scope[] = [shared, run, { tenant: 't', run: 'q' }, { tenant: 'u', run: 'r' }]

/** Keys with nothing odd about them. */
export const plainKeys: readonly OutputKey[] = [key, { task: 'a', input: 'j' }, { task: 'b', input: 'i' }]

/** Every row of these scopes and keys. */
export function crossed(scopes: readonly Scope[], keys: readonly OutputKey[]): readonly RowName[] {
  return scopes.flatMap((scope) => keys.map((one) => ({ scope, key: one })))
}

const longName = 'n'.repeat(511)

/** Names that a careless encoding takes for each other, one carelessness a line. */
const alikeNames: readonly (readonly string[])[] = [
  ['r', 'R'],
  ['r', ' r', 'r '],
  ['r', 'rr', 'r/', 'r/a', 'r::', 'r-'],
  ['r/a', 'r_a', 'r:a', 'r a'],
  ['r', 'r\u0000', 'r\u0000a'],
  ['r%', 'r_', 'ra', '%', '_'],
  ["r'; --", '"r"', 'r\\', '`r`'],
  ['\u00e9', 'e\u0301', 'e'],
  ['__proto__', 'constructor', 'toString', 'null', 'undefined', '0', '-1'],
  ['r\na', 'r', 'r\r\na'],
  ['../r', 'r', './r'],
  ['\u{1f512}', '\u{1f513}', '?'],
  [`${longName}n`, `${longName}m`, longName],
]

/** Each hostile name once, as tasks of one scope. */
export const hostileKeys: readonly OutputKey[] = [...new Set(alikeNames.flat())].map((task) => ({ task, input: 'i' }))

/** Families of keys in one run that look alike, or make the same text when their parts are joined. */
export const alikeKeys: readonly (readonly RowName[])[] = [
  ...alikeNames.map((names) => names.map((task) => ({ scope: run, key: { task, input: 'i' } }))),
  ...alikeNames.map((names) => names.map((input) => ({ scope: run, key: { task: 'a', input } }))),
  crossed([run], plainKeys),
  crossed(
    [run],
    [
      { task: 'a', input: 'b::c' },
      { task: 'a::b', input: 'c' },
      { task: 'i', input: 'a' },
      { task: 'a', input: 'i' },
    ],
  ),
]

/** Families of runs of one tenant that look alike, with what the tenant shares. */
export const alikeRuns: readonly (readonly RowName[])[] = alikeNames.map((names) =>
  crossed([shared, ...names.map((one) => ({ tenant: 't', run: one }))], [key]),
)

/** Families of scopes that look alike, or make the same text when they are joined with the key. */
export const alikeScopes: readonly (readonly RowName[])[] = [
  ...alikeRuns,
  ...alikeNames.map((names) =>
    crossed(
      names.map((tenant) => ({ tenant, run: 'r' })),
      [key],
    ),
  ),
  crossed([{ tenant: 't::r' }, run, { tenant: 't', run: 'r::' }, shared], [key]),
  [
    { scope: { tenant: 't', run: 'a' }, key: { task: 'b::c', input: 'i' } },
    { scope: { tenant: 't', run: 'a::b' }, key: { task: 'c', input: 'i' } },
    { scope: { tenant: 't::a', run: 'b' }, key: { task: 'c', input: 'i' } },
    { scope: { tenant: 't' }, key: { task: 'a::b', input: 'c::i' } },
  ],
]
