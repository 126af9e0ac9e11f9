/** What a text of SQL says, as far as the seam must know; worked out once for each text. */
import type { Around } from './seam.ts'
import { pointsAround } from './seam.ts'

const opens = /^\s*(BEGIN|SAVEPOINT|PRAGMA)\b/i
const ends = /^\s*(COMMIT|END|RELEASE)\b/i
const takesLock = /^\s*BEGIN\s+(IMMEDIATE|EXCLUSIVE)\b/i
const several = /;\s*\S/
const isOfTimeout = /\bbusy_timeout\b/i

/** The words that tell one statement from another: its verb, and for a transaction's frame the whole of it. */
function verb(text: string): string {
  const [first = '', second = '', ...rest] = text.trim().split(/\s+/)
  const frame = /^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA)$/i.test(first)
  const target =
    /\b(?:INTO|FROM|UPDATE|TABLE)\s+([a-z_]+)/i.exec([second, ...rest].join(' '))?.[1] ??
    (first.toUpperCase() === 'UPDATE' ? second : '')
  return frame ? `${first} ${second}`.trim().toUpperCase() : `${first.toUpperCase()} ${target}`.trim()
}

/** A text of SQL. */
export class Sql {
  readonly text: string
  readonly #points = new Map<string, Around>()
  #words: string | undefined
  /** whether a commit waits in it, for readers */
  readonly ends: boolean
  /** whether it is more than one statement, or looks like it */
  readonly several: boolean
  /** whether a transaction in which it ran holds a lock that others may wait for */
  readonly reads: boolean
  /** whether it asks for the busy timeout or changes it, and touches no store */
  readonly isOfTimeout: boolean

  constructor(text: string) {
    this.text = text
    this.ends = ends.test(text)
    this.several = several.test(text)
    this.reads = this.several || takesLock.test(text) || !opens.test(text)
    this.isOfTimeout = isOfTimeout.test(text)
  }

  /** The points around a call of this method of the driver with the text. */
  points(driver: string, method: string): Around {
    const known = this.#points.get(method)
    if (known) return known
    const points = pointsAround(driver, `${method} ${this.words}`)
    this.#points.set(method, points)
    return points
  }

  /** what tells it from other statements, as its points name it */
  get words(): string {
    this.#words ??= verb(this.text)
    return this.#words
  }
}

/** Texts that are remembered. */
const textsMax = 1_000

const known = new Map<string, Sql>()

/** What the text says. */
export function sqlOf(text: string): Sql {
  const sql = known.get(text) ?? new Sql(text)
  if (known.size >= textsMax) known.clear()
  known.set(text, sql)
  return sql
}
