/**
 * The janitor: rows that refer to blobs, kept so that no row ever refers to bytes that are gone, and that bytes to which no
 * row refers do not stay.
 *
 * It holds where all rows with refs of a place come and go by it. Of each blob there is one owner, the row whose write made
 * it: a ref that a value has from elsewhere is stored as a ref to a copy. So a row that was replaced or removed takes its
 * blobs along, and what it held is nobody else's.
 */
import type { Guarded } from '../../guard.ts'
import { checkGuard } from '../../guard.ts'
import type { PortSpec } from '../../port.ts'
import { optionally, record, refuse, whole } from '../../port.ts'
import type { Source } from '../../repository/blobs/port.ts'
import type { OutputDeleted, OutputKey, OutputStored, OutputsRemoved } from '../../repository/outputs/port.ts'
import type { Ref, Scope, Value } from '../../values.ts'
import { ageMsMax } from '../../values.ts'
import { janitorScenes } from './scenes.ts'
import { checkRow } from '../../repository/outputs/port.ts'
import { checkScope } from '../../repository/scopes.ts'

/** Writes a blob that belongs to the row which is being made, in its scope. */
export type WriteBlob = (
  chunks: Source,
  options?: { readonly mime?: string; readonly signal?: AbortSignal },
) => Promise<Ref>

/** What a sweep removed. */
export type Swept = {
  /** published blobs to which no row referred */
  readonly blobs: number
  /** writes that came to no end */
  readonly writes: number
}

/** The part. */
export interface Janitor {
  /**
   * Writes blobs, and then the row that refers to them, in place of an older one, whose blobs go (cache:G9). Where the row
   * surely was not written, because of its guard too, its blobs are removed, and the error of the row is what surfaces, whatever becomes of that
   * (cache:99, cache:100). Where it is unknown they stay: the row may be there.
   * @param make - writes what the row refers to and gives its value; what it throws rejects as it is
   * @throws StoreError ABORTED where a ref of the value is gone, or where making it took too long
   */
  put(
    scope: Scope,
    key: OutputKey,
    make: (write: WriteBlob) => Value | Promise<Value>,
    options?: Guarded,
  ): Promise<OutputStored>
  /** Removes a row, and then its blobs (durability:Q11). */
  delete(scope: Scope, key: OutputKey, options?: Guarded): Promise<OutputDeleted>
  /** Removes every row of exactly this scope with its blobs (cache:98). */
  clear(scope: Scope, options?: Guarded): Promise<OutputsRemoved>
  /** Removes the rows of all scopes that were written at least so long ago, with their blobs. */
  prune(options: { readonly olderThanMs: number } & Guarded): Promise<OutputsRemoved>
  /**
   * Removes the blobs that were published at least `graceMs` ago and to which no row refers, and what writes have left to
   * which no byte was added for as long. A row that cannot be read fails it before anything goes: what it refers to is not
   * known. Any number of sweeps may run at once, and beside any other call.
   * @param options.graceMs - 0 to 3,153,600,000,000 ms (100 years), by the clock of the store; longer than any put takes
   *   from its first blob to its row
   * @throws StoreError CORRUPT, UNSUPPORTED where rows or blobs are not listed
   */
  sweep(options: { readonly graceMs: number }): Promise<Swept>
}

function checkGuarded(options: unknown): void {
  const { guard } = record('options', options ?? {}, ['guard'])
  optionally(guard, (given) => checkGuard('options.guard', given))
}

/** What the harness knows of the part. */
export const janitorPart: PortSpec<'janitor', Janitor> & { readonly over: readonly string[] } = {
  name: 'janitor',
  claims: {},
  methods: {
    put([scope, key, make, options]) {
      // Before any blob is written for it.
      checkRow([scope, key])
      if (typeof make !== 'function') refuse('make', 'a function', make)
      checkGuarded(options)
    },
    delete([scope, key, options]) {
      checkRow([scope, key])
      checkGuarded(options)
    },
    clear([scope, options]) {
      checkScope('scope', scope)
      checkGuarded(options)
    },
    prune([options]) {
      const { olderThanMs, guard } = record('options', options, ['olderThanMs', 'guard'])
      whole('options.olderThanMs', olderThanMs, 0, ageMsMax)
      checkGuarded({ guard })
    },
    sweep([options]) {
      whole('options.graceMs', record('options', options, ['graceMs'])['graceMs'], 0, ageMsMax)
    },
  },
  part: true,
  over: ['outputs', 'blobs'],
  scenes: janitorScenes,
}
