/** How the statements of a place name its tables and its time. `$1` is the namespace in each of them. */
import type { Statement } from './driver.ts'
import type { PostgresPlace } from './place.ts'
import { quotedSchema } from './schema.ts'

/** What statements are made with. */
export class Tables {
  readonly namespace: number
  /** in front of the name of a table */
  readonly in: string
  /**
   * the store's time, ms, read when the expression is evaluated: in the part of a statement that decides about a row that
   * is after the row was locked
   */
  readonly now: string
  readonly #isNamed: boolean

  constructor({ schema, namespace, statements }: PostgresPlace) {
    this.namespace = namespace
    this.in = `${quotedSchema(schema)}.`
    this.now = `(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint
      + (SELECT shift_ms FROM ${this.in}namespace WHERE id = $1))`
    this.#isNamed = statements === 'named'
  }

  /** A statement by its text; `name` is unique among the statements of a connection. */
  statement(name: string, text: string): Statement {
    return this.#isNamed ? { name, text } : { text }
  }
}
