/** The fields of a stored row, each read by what it must be: a row that came to harm is CORRUPT, and says where it lies. */
import { StoreError } from '../../contracts/errors.ts'
import { show } from '../../contracts/port.ts'

/** A row as a driver gives it. */
export type StoredRow = Readonly<Record<string, unknown>>

/** Reads the fields of one row. */
export class Fields {
  readonly #where: string
  readonly #row: StoredRow

  /** `table` and `key` are what an error says of the row. */
  constructor(table: string, key: unknown, row: StoredRow) {
    this.#where = `${table} ${show(key)}`
    this.#row = row
  }

  /** Refuses the row. */
  refuse(what: string): never {
    throw new StoreError('CORRUPT', `a row came to harm: ${this.#where}: ${what}`)
  }

  #expected(field: string, expected: string): never {
    return this.refuse(`${field}: expected ${expected}, found ${show(this.#row[field])}`)
  }

  text(field: string): string {
    const value = this.#row[field]
    return typeof value === 'string' ? value : this.#expected(field, 'a text')
  }

  /** A whole number from `min` on. */
  whole(field: string, min = 0): number {
    const value = this.#row[field]
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= min
      ? value
      : this.#expected(field, `a whole number from ${min} on`)
  }

  /** One of these words. */
  word<Word extends string>(field: string, words: readonly Word[]): Word {
    return words.find((word) => word === this.#row[field]) ?? this.#expected(field, words.join(' or '))
  }

  /** What `read` reads, under the name that it has in a row; nothing where the field is null. */
  optional<Name extends string, Value>(
    name: Name,
    field: string,
    read: (field: string) => Value,
  ): { [N in Name]?: Value } {
    const value = this.#row[field]
    if (value === undefined) this.#expected(field, 'a value or null')
    // A computed key is typed as any text.
    return value === null ? {} : ({ [name]: read(field) } as { [N in Name]?: Value })
  }
}
