/** Messages of the protocol of Postgres, both ways: what a client asks for in one go, and up to where it is answered. */
import { sqlOf } from '../seams/sql.ts'
import { pointsAround } from '../seams/seam.ts'
import type { Around } from '../seams/seam.ts'
import type { Answered, Asked, Wire } from './wire.ts'

/** What stands where a message before the first typed one has its version, upper 16 bits. */
const protocolMajor = 3
/** The codes of messages that stand there instead. */
const codes = { cancel: 80877102, tls: 80877103, gss: 80877104 } as const

/** Bytes of the length and of the version of a message without a type. */
const untypedHead = 8
/** Bytes of the type and of the length of a message. */
const head = 5

/** Types of messages with which a client waits for an answer: Query, Sync, FunctionCall, Flush. */
const asks = 'QSFH'
/** Types that are part of what is asked then: Parse, Bind, Describe, Execute, Close. */
const prepares = 'PBDEC'
/** The type with which a client takes its leave: Terminate. */
const leaves = 'X'
/** The type of what a server says when it takes the next request. */
const ready = 'Z'.charCodeAt(0)
/** What a server answers that will speak in ciphers from now on. */
const enciphered = new Set(['S'.charCodeAt(0), 'G'.charCodeAt(0)])

/** The driver by which the points of a relay are named. */
export const driver = 'relay'

/** Whether a client that begins with these bytes speaks the protocol of Postgres. */
export function isPostgres(first: Buffer): boolean {
  if (first.length < untypedHead) return false
  const code = first.readInt32BE(4)
  return code >>> 16 === protocolMajor || Object.values<number>(codes).includes(code)
}

/** The text that begins at an offset and ends with a zero byte. */
function textAt(message: Buffer, from: number): string {
  const end = message.indexOf(0, from)
  return message.toString('utf8', from, end < 0 ? undefined : end)
}

/** What a client sends. */
class Requests {
  readonly #statements = new Map<string, string>()
  #held: Buffer = Buffer.alloc(0)
  #gathered: Buffer[] = []
  #text: string | undefined
  #isStarted = false
  #isFlushed = false
  /** whether the next byte of the server is its answer to a question about ciphers */
  negotiates = false

  read(chunk: Buffer): readonly Asked[] {
    this.#held = Buffer.concat([this.#held, chunk])
    const read: Asked[] = []
    for (let message = this.#next(); message; message = this.#next()) read.push(...this.#take(message))
    return read
  }

  /** The next whole message, which is held no longer. */
  #next(): Buffer | undefined {
    const lengthAt = this.#isStarted ? 1 : 0
    if (this.#held.length < (this.#isStarted ? head : untypedHead)) return undefined
    const end = lengthAt + this.#held.readInt32BE(lengthAt)
    if (this.#held.length < end) return undefined
    const message = this.#held.subarray(0, end)
    this.#held = this.#held.subarray(end)
    return message
  }

  #take(message: Buffer): readonly Asked[] {
    if (!this.#isStarted) return [this.#start(message)]
    const type = String.fromCharCode(message[0] ?? 0)
    if (prepares.includes(type)) {
      this.#prepare(type, message)
      return []
    }
    if (type === leaves) return [{ bytes: message, isLast: true }]
    if (!asks.includes(type)) return [{ bytes: message }]
    if (type === 'Q') this.#text = textAt(message, head)
    return [this.#whole(message, type === 'H')]
  }

  #start(bytes: Buffer): Asked {
    const code = bytes.readInt32BE(4)
    this.negotiates = code === codes.tls || code === codes.gss
    this.#isStarted = code >>> 16 === protocolMajor
    if (code === codes.cancel) return { bytes, isLast: true }
    return this.#isStarted ? { bytes, points: pointsAround(driver, 'startup') } : { bytes }
  }

  #prepare(type: string, message: Buffer): void {
    this.#gathered.push(message)
    // A Parse names the statement and has its text, a Bind names the portal and the statement.
    const first = textAt(message, head)
    const second = type === 'P' || type === 'B' ? textAt(message, head + Buffer.byteLength(first) + 1) : ''
    if (type === 'P') this.#statements.set(first, second)
    if (type === 'P') this.#text ??= second
    if (type === 'B') this.#text ??= this.#statements.get(second)
  }

  /** All that was gathered, with the message that asks for the answer. What follows a Flush is part of what it asked for. */
  #whole(message: Buffer, isFlush: boolean): Asked {
    const bytes = Buffer.concat([...this.#gathered, message])
    const points = pointsOf(this.#text)
    const goesOn = this.#isFlushed
    this.#gathered = []
    if (!isFlush) this.#text = undefined
    this.#isFlushed = isFlush
    return goesOn ? { bytes } : { bytes, points }
  }
}

/** The points around an exchange, by the words of its statement where there is one. */
function pointsOf(text: string | undefined): Required<Around> {
  if (text === undefined) return pointsAround(driver, 'exchange')
  const { before = '', after = '' } = sqlOf(text).points(driver, 'exchange')
  return { before, after }
}

/** Where answers end in what a server sends. */
class Answers {
  readonly #head = Buffer.alloc(head)
  #seen = 0
  #left = 0

  read(chunk: Buffer): readonly Answered[] {
    const read: Answered[] = []
    let from = 0
    for (let at = 0; at < chunk.length;) {
      at = this.#step(chunk, at)
      if (this.#seen < head || this.#left > 0) continue
      this.#seen = 0
      if (this.#head[0] !== ready) continue
      read.push({ bytes: chunk.subarray(from, at), ends: true })
      from = at
    }
    return from < chunk.length ? [...read, { bytes: chunk.subarray(from), ends: false }] : read
  }

  /** Reads on in the head of a message, or over its body; gives where it stands then. */
  #step(chunk: Buffer, at: number): number {
    if (this.#seen < head) {
      this.#head[this.#seen] = chunk[at] ?? 0
      this.#seen += 1
      if (this.#seen === head) this.#left = this.#head.readInt32BE(1) - (head - 1)
      return at + 1
    }
    const step = Math.min(this.#left, chunk.length - at)
    this.#left -= step
    return at + step
  }
}

/** One connection to Postgres. One that is enciphered is passed on unread. */
export class PostgresWire implements Wire {
  readonly #requests = new Requests()
  readonly #answers = new Answers()
  #isEnciphered = false

  ask(chunk: Buffer): readonly Asked[] {
    return this.#isEnciphered ? [{ bytes: chunk }] : this.#requests.read(chunk)
  }

  answer(chunk: Buffer): readonly Answered[] {
    if (this.#isEnciphered) return [{ bytes: chunk, ends: false }]
    if (!this.#requests.negotiates) return this.#answers.read(chunk)
    this.#requests.negotiates = false
    this.#isEnciphered = enciphered.has(chunk[0] ?? 0)
    return [{ bytes: chunk, ends: false }]
  }
}
