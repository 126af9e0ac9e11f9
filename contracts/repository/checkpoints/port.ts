/**
 * Checkpoints: how far a long operation has come, so that it goes on where it was and not from the start.
 *
 * Progress is a set of item identities, never a position: items end in any order, some fail, and the next run does
 * exactly what is not in the set (durability:D17). A run works towards a pin, the state of its source when it began;
 * when everything up to the pin is done, the anchor moves to the pin and the set is empty again, in one step.
 *
 * One row per key holds epoch, pin, anchor and the time of the last touch; items and failure streaks hang on it. Every
 * `begin` raises the epoch, and whatever an older epoch asks for is answered with `superseded` and changes nothing: a
 * paused or forgotten process cannot bring back what was finished (durability:D22). The epoch of a key rises for ever.
 *
 * Callers see `Checkpoints`. An adapter serves `CheckpointRows`: the same methods, with a canonical text in the place of
 * each key and item.
 */
import type { No } from '../../claims.ts'
import type { Guarded, MayGuard } from '../../guard.ts'
import { checkGuardOnly } from '../../guard.ts'
import type { PortSpec } from '../../port.ts'
import { demandClaim, name, record, refuse, whole } from '../../port.ts'
import type { Value } from '../../values.ts'
import { ageMsMax } from '../../values.ts'

/** Whose progress: that of an operation with these parameters. Other parameters, other progress (durability:D14). */
export type CheckpointKey = {
  /** 1 to 512 bytes of UTF-8 */
  readonly operation: string
  /** everything that decides what the items mean, and nothing that moves while work is pending (durability:D15) */
  readonly parameters: Value
}

/**
 * In how many runs an item failed since it was last done, each `begin` being a run of its own. A run counts once, however
 * often the item fails in it; one that does not come to the item neither raises the streak nor ends it.
 */
export interface FailureStreak<I> {
  readonly item: I
  /** 1 to 2^53-1 */
  readonly streak: number
}

/** A run that began, or went on. */
export interface Begun<I> {
  /** the run's identity, 1 to 2^53-1, greater than every earlier epoch of this key */
  readonly epoch: number
  /** what the run works towards: the pin that was asked for, or that of the run which goes on */
  readonly pin: string
  /** the items that are done, each once, in no particular order */
  readonly done: readonly I[]
  /** the items that failed and were not done since; none of them is in the set */
  readonly failing: readonly FailureStreak<I>[]
  /** the pin that was reached last; null where none was */
  readonly anchor: string | null
  /** whether an unfinished run goes on, with its pin and its items; not so where its pin was discarded */
  readonly resumed: boolean
  /** the store's time of this call; absent where the adapter claims no ages */
  readonly touchedAtMs?: number
}

export type Superseded = { readonly status: 'superseded' }

/** `added`: how many of the items were not in the set before */
export type Appended = { readonly status: 'appended'; readonly added: number } | Superseded

/** The streaks of the items that were named and are not in the set, each once. */
export type Failed<I> = { readonly status: 'recorded'; readonly failing: readonly FailureStreak<I>[] } | Superseded

export type Replaced = { readonly status: 'replaced' } | Superseded

/** `moved`: the anchor is not where the caller believed, and nothing was changed. */
export type Finished =
  { readonly status: 'finished' } | { readonly status: 'moved'; readonly anchor: string | null } | Superseded

/** What is known of a key. */
export type CheckpointShown<I> =
  | { readonly status: 'none'; readonly failing: readonly FailureStreak<I>[]; readonly anchor: string | null }
  | {
      readonly status: 'running'
      readonly epoch: number
      readonly pin: string
      readonly done: readonly I[]
      readonly failing: readonly FailureStreak<I>[]
      readonly anchor: string | null
      /** the store's time of the last call that had effect on the run; absent where the adapter claims no ages */
      readonly touchedAtMs?: number
    }

/**
 * The port, by what stands for keys and items. Each call is one atomic step on the store: it has taken effect when its
 * promise is fulfilled, and is durable to the extent that the adapter claims in `survives`. Calls that are repeated with
 * the same arguments after a lost reply leave the same state, except `begin`, which raises the epoch once more
 * (durability:B11). Pins and anchors are 1 to 512 bytes of UTF-8; items are any string of up to 65,536 bytes, the empty
 * one and lone surrogates included; at most 10,000 and 16 MiB of them to a call, in which the same item twice is one.
 *
 * A run is touched by `begin`, by `replace`, and by `append` and `fail` with at least one item, whether or not it was
 * known already: the caller has shown that it is at work. A call that is answered with `superseded` or `moved` touches
 * nothing.
 */
export interface CheckpointsOf<K, I, O extends readonly unknown[] = []> {
  /**
   * Begins a run, or goes on with the unfinished one; in either case older epochs are superseded. The pin of a run that
   * goes on stays. Where that pin has become unusable, `discard` names it: if it still is the run's pin, the set is
   * emptied and the new pin taken in the same step (durability:F6), and nothing is resumed; if not, it is ignored.
   * Streaks and anchor stay.
   */
  begin(key: K, options: { readonly pin: string; readonly discard?: string } & Guarded): Promise<Begun<I>>
  /**
   * Adds items to the set and ends their failure streaks, in one step with the touch of the run (durability:D4). The
   * cost is that of the items, whatever the size of the set (durability:D2). No items: nothing is written.
   */
  append(key: K, epoch: number, items: readonly I[], ...options: O): Promise<Appended>
  /** Notes that items failed in this run. An item that is in the set stays in it, without a streak. No items: as above. */
  fail(key: K, epoch: number, items: readonly I[], ...options: O): Promise<Failed<I>>
  /** Makes the set equal to exactly these items, perhaps none, whatever was in it, and ends their failure streaks. */
  replace(key: K, epoch: number, items: readonly I[], ...options: O): Promise<Replaced>
  /**
   * Ends the run: pin and items go, failure streaks stay. With `anchor` the anchor moves in the same step, if it is
   * where the caller believes (`from`; null for none yet).
   */
  finish(
    key: K,
    epoch: number,
    options?: { readonly anchor?: { readonly from: string | null; readonly to: string } } & Guarded,
  ): Promise<Finished>
  /**
   * Ends every unfinished run that was not touched for at least `idleMs` by the store's clock. It is atomic by the run. Anchors and streaks stay;
   * the epochs of these runs are superseded.
   * @param options.idleMs - 0 to 3,153,600,000,000 ms (100 years)
   * @throws StoreError UNSUPPORTED where the adapter claims no ages
   */
  purge(options: { readonly idleMs: number } & Guarded): Promise<{ readonly runs: number }>
  /** Reads what is known of a key and changes nothing. */
  inspect(key: K): Promise<CheckpointShown<I>>
}

/** Checkpoints as callers see them. */
export type Checkpoints = CheckpointsOf<CheckpointKey, string, MayGuard>

/** Checkpoints as an adapter serves them. The texts of items are JSON, so that they hold no NUL and no lone surrogate. */
export type CheckpointRows = CheckpointsOf<string, string>

/** What an adapter answers for checkpoints. */
export type CheckpointsClaims = {
  /** `store`: one clock for all sessions of a place dates the runs; no: runs have no age and are never purged */
  readonly ages: 'store' | No
}

/** The longest item, in bytes of UTF-8. */
export const itemBytesMax = 65_536

/** The most items in one call. */
export const itemsMax = 10_000

/** The most bytes of UTF-8 that the items of one call have together: 16 MiB. */
export const itemsBytesMax = 16_777_216

function checkKey(key: unknown): void {
  name('key.operation', record('key', key, ['operation', 'parameters'])['operation'])
}

function checkRun(key: unknown, epoch: unknown): void {
  checkKey(key)
  whole('epoch', epoch, 1, Number.MAX_SAFE_INTEGER)
}

function checkItems([key, epoch, items, options]: readonly unknown[]): void {
  checkRun(key, epoch)
  checkGuardOnly(options)
  const expected = `a list of at most ${itemsMax} strings of at most ${itemBytesMax} bytes of UTF-8`
  if (!Array.isArray(items) || items.length > itemsMax) return refuse('items', expected, items)
  const at = items.findIndex((item) => typeof item !== 'string' || Buffer.byteLength(item) > itemBytesMax)
  if (at >= 0) refuse(`items[${at}]`, `a string of at most ${itemBytesMax} bytes of UTF-8`, items[at])
  const bytes = items.reduce((total: number, item: string) => total + Buffer.byteLength(item), 0)
  if (bytes > itemsBytesMax) refuse('items', `at most ${itemsBytesMax} bytes of UTF-8 in one call`, bytes)
}

function checkFinish([key, epoch, options]: readonly unknown[]): void {
  checkRun(key, epoch)
  if (options === undefined) return
  const { anchor } = record('options', options, ['anchor'])
  if (anchor === undefined) return
  const { from, to } = record('options.anchor', anchor, ['from', 'to'])
  if (from !== null) name('options.anchor.from', from)
  name('options.anchor.to', to)
}

const itemPaths = { args: [[0], [2, '*']] } as const
const failing = ['failing', '*', 'item'] as const

/** What the shell knows of checkpoints. */
export const checkpointsPort: PortSpec<'checkpoints', CheckpointRows> = {
  name: 'checkpoints',
  claims: {
    ages: { says: 'whose clock dates the runs', answers: ['store'], refusable: true },
  },
  methods: {
    begin([key, options]) {
      checkKey(key)
      const { pin, discard } = record('options', options, ['pin', 'discard'])
      name('options.pin', pin)
      if (discard !== undefined) name('options.discard', discard)
    },
    append: checkItems,
    fail: checkItems,
    replace: checkItems,
    finish: checkFinish,
    purge([options], claims) {
      whole('options.idleMs', record('options', options, ['idleMs'])['idleMs'], 0, ageMsMax)
      demandClaim(claims, 'ages' satisfies keyof CheckpointsClaims, 'runs are not purged')
    },
    inspect([key]) {
      checkKey(key)
    },
  },
  guarded: { begin: 1, append: 3, fail: 3, replace: 3, finish: 2, purge: 0 },
  values: {
    begin: { args: [[0]], answer: [['done', '*'], failing] },
    append: itemPaths,
    fail: { ...itemPaths, answer: [failing] },
    replace: itemPaths,
    finish: { args: [[0]] },
    inspect: { args: [[0]], answer: [['done', '*'], failing] },
  },
}
