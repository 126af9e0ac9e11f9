/**
 * What goes over a connection, as far as a relay must know it: where a client has asked for something, and where the answer
 * to it begins and ends. It reads messages of the protocol of Postgres (https://www.postgresql.org/docs/18/protocol.html);
 * of any other it knows bytes only.
 */
import type { Around } from '../seams/seam.ts'
import { pointsAround } from '../seams/seam.ts'
import { PostgresWire, driver, isPostgres } from './postgres-wire.ts'

/** Part of what a client sends, to be passed on whole. Without points it asks for nothing that is waited for. */
export interface Asked {
  readonly bytes: Buffer
  readonly points?: Required<Around>
  /** whether the server is to end the connection then */
  readonly isLast?: boolean
}

/** Part of an answer. */
export interface Answered {
  readonly bytes: Buffer
  /** whether the answer is over with it */
  readonly ends: boolean
}

/** Reads both directions of one connection. */
export interface Wire {
  /** what of the bytes can be passed on by now; the rest waits for the bytes that follow */
  ask(chunk: Buffer): readonly Asked[]
  answer(chunk: Buffer): readonly Answered[]
}

/** Bytes: whatever a client sends after an answer, until the next one begins, is one request. */
class BytesWire implements Wire {
  readonly #points = pointsAround(driver, 'request')
  #isAsking = false

  ask(bytes: Buffer): readonly Asked[] {
    const begins = !this.#isAsking
    this.#isAsking = true
    return [begins ? { bytes, points: this.#points } : { bytes }]
  }

  answer(bytes: Buffer): readonly Answered[] {
    this.#isAsking = false
    return [{ bytes, ends: true }]
  }
}

/** The wire of a connection whose client begins with these bytes. */
export function wireFor(first: Buffer): Wire {
  return isPostgres(first) ? new PostgresWire() : new BytesWire()
}
