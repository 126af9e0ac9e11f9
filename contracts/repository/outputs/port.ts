/**
 * Outputs: the results of tasks, kept by key, so that a task which was done once is not done again.
 *
 * A row is found by its scope (a run, or what the runs of a tenant share) and its key (which task, on which input), and
 * by nothing else: not by who wrote it, nor when, nor in which session (cache:6, cache:7, cache:9). Scopes and keys are
 * compared whole, byte by byte. The value of a row comes back as it was given, whatever its kind.
 *
 * Callers see `Outputs`. An adapter serves `OutputRows`: the same methods, with a canonical text in the place of each
 * scope, key and value. Two texts are the same if and only if what they stand for is.
 */
import type { No } from '../../claims.ts'
import type { Guarded, MayGuard } from '../../guard.ts'
import { checkGuardOnly } from '../../guard.ts'
import type { Damage, PortSpec, ValuePaths } from '../../port.ts'
import { demandClaim, name, optionalCursor, record, whole } from '../../port.ts'
import type { Scope, Value } from '../../values.ts'
import { ageMsMax } from '../../values.ts'
import { checkScope } from '../scopes.ts'

/** Which result: of this task on this input. */
export type OutputKey = {
  /** the task's identity, 1 to 512 bytes of UTF-8: its kind where results are shared, its place in the graph in a run */
  readonly task: string
  /** digest of the input, 1 to 512 bytes of UTF-8 */
  readonly input: string
}

/** A row, or that there is none. An error is never a miss. */
export type OutputGot<V> =
  | {
      readonly status: 'hit'
      readonly value: V
      /** the store's time of the write that is read; absent where the adapter claims no ages */
      readonly storedAtMs?: number
    }
  | { readonly status: 'miss' }

/** The row is there: whoever asks from now on finds it, until it is overwritten or removed. */
export type OutputStored = { readonly status: 'stored'; readonly storedAtMs?: number }

export type OutputDeleted = { readonly status: 'deleted' } | { readonly status: 'absent' }

/** How many rows went. */
export type OutputsRemoved = { readonly rows: number }

/** One page of keys in no particular order; without `cursor` it was the last. */
export interface OutputKeysPage<K> extends Damage {
  readonly keys: readonly K[]
  readonly cursor?: string
}

/** One page of scopes in no particular order; without `cursor` it was the last. */
export interface OutputScopesPage<S> extends Damage {
  readonly scopes: readonly S[]
  readonly cursor?: string
}

/**
 * The port, by what stands for scopes, keys and values. Each call is one atomic step on the store: it has taken effect
 * when its promise is fulfilled, and is durable to the extent that the adapter claims in `survives`. A rejection is a
 * `StoreError`; its code tells whether the call surely had no effect or an unknown one.
 */
export interface OutputsOf<S, K, V, O extends readonly unknown[] = []> {
  /**
   * Reads a row whole. A row that lies there and cannot be decoded rejects with CORRUPT: it is no miss.
   * @see cache:6, cache:7, cache:54, cache:55, cache:G24, durability:A14
   */
  get(scope: S, key: K): Promise<OutputGot<V>>
  /**
   * Writes a row, in place of an older one with the same scope and key. The caller may change the value afterwards.
   * @throws StoreError INVALID_ARGUMENT (a value with a cycle, or of a kind that would not come back), CLOSED
   */
  put(scope: S, key: K, value: V, ...options: O): Promise<OutputStored>
  /** Removes a row. Removing it again changes nothing. */
  delete(scope: S, key: K, ...options: O): Promise<OutputDeleted>
  /**
   * Removes every row of exactly this scope: that of a run leaves what the tenant shares, and the other way round. It is
   * atomic by the row: a kill may leave some rows gone and others not, and calling again removes the rest.
   * @throws StoreError UNSUPPORTED where the adapter claims no listing
   * @see cache:G4
   */
  clear(scope: S, ...options: O): Promise<OutputsRemoved>
  /**
   * Removes the rows of all scopes that were written at least `olderThanMs` ago by the store's clock, and no others. It
   * is atomic by the row, as `clear` is.
   * @param options.olderThanMs - 0 to 3,153,600,000,000 ms (100 years)
   * @throws StoreError UNSUPPORTED where the adapter claims no ages
   */
  prune(options: { readonly olderThanMs: number } & Guarded): Promise<OutputsRemoved>
  /**
   * Reads the keys of exactly this scope page by page. A row that lies there from the first page to the last is given
   * exactly once.
   * @param options.limit - keys in a page, 1 to 1,000
   * @throws StoreError UNSUPPORTED where the adapter claims no listing
   */
  keys(scope: S, options: { readonly limit: number; readonly cursor?: string }): Promise<OutputKeysPage<K>>
  /**
   * Reads page by page the scopes in which rows lie, and no others, for whoever must see all rows there are. A scope that has
   * a row from the first page to the last is given exactly once.
   * @param options.limit - scopes in a page, 1 to 1,000
   * @throws StoreError UNSUPPORTED where the adapter claims no listing
   */
  scopes(options: { readonly limit: number; readonly cursor?: string }): Promise<OutputScopesPage<S>>
}

/** Outputs as callers see them. */
export type Outputs = OutputsOf<Scope, OutputKey, Value, MayGuard>

/** Outputs as an adapter serves them. */
export type OutputRows = OutputsOf<string, string, string>

/** What an adapter answers for outputs. */
export type OutputsClaims = {
  /** `store`: one clock for all sessions of a place dates the rows; no: rows have no age and are never pruned */
  readonly ages: 'store' | No
  /** `pages`: the rows of a scope can be listed and cleared; no: a row is reached by its key only */
  readonly listing: 'pages' | No
}

function checkKey(key: unknown): void {
  const { task, input } = record('key', key, ['task', 'input'])
  name('key.task', task)
  name('key.input', input)
}

/** Refuses what is no row's name. */
export function checkRow([scope, key]: readonly unknown[]): void {
  checkScope('scope', scope)
  checkKey(key)
}

function checkPage(options: unknown, method: 'keys' | 'scopes'): void {
  const { limit, cursor } = record('options', options, ['limit', 'cursor'])
  whole('options.limit', limit, 1, 1_000)
  optionalCursor('options.cursor', cursor, method)
}

const rowPaths: ValuePaths = { args: [[0], [1]] }

/** What the shell knows of outputs. */
export const outputsPort: PortSpec<'outputs', OutputRows> = {
  name: 'outputs',
  claims: {
    ages: { says: 'whose clock dates the rows', answers: ['store'], refusable: true },
    listing: {
      says: 'whether the rows of a scope can be listed and cleared',
      answers: ['pages'],
      refusable: true,
    },
  },
  methods: {
    get: checkRow,
    put([scope, key, , options]) {
      checkRow([scope, key])
      checkGuardOnly(options)
    },
    delete([scope, key, options]) {
      checkRow([scope, key])
      checkGuardOnly(options)
    },
    clear([scope, options], claims) {
      checkScope('scope', scope)
      checkGuardOnly(options)
      demandClaim(claims, 'listing' satisfies keyof OutputsClaims, 'rows are not cleared')
    },
    prune([options], claims) {
      whole('options.olderThanMs', record('options', options, ['olderThanMs'])['olderThanMs'], 0, ageMsMax)
      demandClaim(claims, 'ages' satisfies keyof OutputsClaims, 'rows are not pruned')
    },
    keys([scope, options], claims) {
      checkScope('scope', scope)
      checkPage(options, 'keys')
      demandClaim(claims, 'listing' satisfies keyof OutputsClaims, 'keys are not listed')
    },
    scopes([options], claims) {
      checkPage(options, 'scopes')
      demandClaim(claims, 'listing' satisfies keyof OutputsClaims, 'scopes are not listed')
    },
  },
  guarded: { put: 3, delete: 2, clear: 1, prune: 0 },
  values: {
    get: { ...rowPaths, answer: [['value']] },
    put: { args: [[0], [1], [2]] },
    delete: rowPaths,
    clear: { args: [[0]] },
    keys: { args: [[0]], answer: [['keys', '*']], rows: 'keys' },
    scopes: { answer: [['scopes', '*']], rows: 'scopes' },
  },
}
