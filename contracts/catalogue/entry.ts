/**
 * The catalogue: every promise and every trap that was known before the laws were written, and what becomes of each. It
 * is data for its page and its test; no door of the package loads it.
 */

/** What can bring the law of an entry that nothing proves yet. */
export const parts = {
  port: ['outputs', 'blobs', 'checkpoints', 'tasks', 'logs', 'locks', 'workers'],
  adapter: ['fs', 'postgres', 'shared-memory'],
  runtime: [
    'retry',
    'lanes',
    'liveness',
    'refs',
    'janitor',
    'streams',
    'cache',
    'graph',
    'runs',
    'queue',
    'supervision',
  ],
} as const

export type Part = (typeof parts)[keyof typeof parts][number]

/** A test of ours. */
export interface KeepingTest {
  /** its path from the root of the repository */
  readonly file: string
  /** its name as the file has it */
  readonly name: string
}

interface Facts {
  /** `cache:42`, `durability:H1`; what laws and mutants cite in their `source` */
  readonly id: string
  /** what is promised, or what the trap is, in one sentence */
  readonly says: string
  /** where laws prove it for the ports that there are, and not yet for all that it speaks of: the parts that bring the rest */
  readonly rest?: readonly Part[]
}

interface Fates {
  /** why no law can prove it, or should */
  readonly ruling: string
  /** the tests that keep it, where it is about the harness, a schema or what adapters share, and not about a port */
  readonly tested: readonly KeepingTest[]
  /** the entries that promise what it warns of or repeats: their laws prove it */
  readonly restates: readonly string[]
  /** the part that will bring its law */
  readonly open: Part
}

type OneOf<All> = {
  [Key in keyof All]: Pick<All, Key> & { readonly [Other in Exclude<keyof All, Key>]?: never }
}[keyof All]

type NoneOf<All> = { readonly [Key in keyof All]?: never }

/** An entry with at most one fate. One that laws prove needs none: laws and mutants say themselves what they prove. */
export type Entry = Facts & (OneOf<Fates> | NoneOf<Fates>)

/** Entries about one thing. */
export interface Group {
  readonly title: string
  readonly entries: readonly Entry[]
}
