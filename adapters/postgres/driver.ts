/** pg, loaded when it is first needed: nothing else in the house names it. */
import { createRequire } from 'node:module'
import { connect as connectSocket } from 'node:net'
import type { Socket } from 'node:net'
import type pg from 'pg'
import { StoreError } from '../../contracts/errors.ts'

/** One statement; with a name it is parsed once a connection. */
export interface Statement {
  readonly text: string
  readonly name?: string
}

/** What a statement can be given. Numbers are whole. */
export type Parameter = string | number | null | Buffer | readonly string[] | readonly number[] | readonly Buffer[]

/** What came of a statement. */
export interface Answer<Row> {
  readonly rows: readonly Row[]
  /** rows that were read or changed */
  readonly count: number
  /** the server's word for what it did, e.g. COMMIT; ROLLBACK too where COMMIT was asked for in vain */
  readonly command: string
}

export interface ConnectOptions {
  /** `postgresql://...` */
  readonly url: string
  /** what the server shows of this connection */
  readonly applicationName: string
  /** how long the server may take to let us in, ms */
  readonly connectMs: number
  /** how long nothing may come or go while an answer is due, ms; `connectMs` where absent */
  readonly answerMs?: number
  /** whether this process of the server works on an answer all the same, which is then waited for; none does where absent */
  readonly isAtWork?: (process: number) => Promise<boolean>
}

/** What the driver knows of the server's process, which is what a cancellation names. */
interface Backend {
  readonly processID: number
  readonly secretKey: number
}

/** How long a farewell may take, ms; then the socket is destroyed. */
const farewellMs = 1_000

/** The type of Postgres's bigint. Whatever lies in ours is at most 2^53-1. */
const bigintType = 20

/** `CancelRequest` of the protocol. */
const cancelCode = 80_877_102

function load(): typeof pg {
  try {
    // What is required loads faster than what is imported: a process opens one session, and may live no longer.
    return createRequire(import.meta.url)('pg') as typeof pg
  } catch (error) {
    throw new StoreError('DRIVER_MISSING', 'the postgres adapter needs pg (npm install pg@8)', { cause: error })
  }
}

function clientOf({ url, applicationName, connectMs }: ConnectOptions): pg.Client {
  const driver = load()
  // The driver has a list of overloads here, one for each type, and answers by the type at hand.
  const getTypeParser = ((type: number, format?: 'text') =>
    type === bigintType ? Number : driver.types.getTypeParser(type, format)) as typeof driver.types.getTypeParser
  try {
    return new driver.Client({
      connectionString: url,
      application_name: applicationName,
      connectionTimeoutMillis: connectMs,
      keepAlive: true,
      types: { getTypeParser },
    })
  } catch {
    // The driver's own error may hold the password.
    throw new StoreError(
      'INVALID_ARGUMENT',
      'the url of the server cannot be read: expected postgresql://user@host/name',
    )
  }
}

/** Opens a connection. Rejects with the error of the driver, and leaves nothing then. */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const client = clientOf(options)
  const connection = new Connection(client, options)
  try {
    await client.connect()
    return connection
  } catch (error) {
    client.connection.stream.destroy()
    throw error
  }
}

/** A connection to a server. */
export class Connection {
  readonly #client: pg.Client
  readonly #answerMs: number
  readonly #isAtWork: NonNullable<ConnectOptions['isAtWork']>
  #isBroken = false
  /** statements that are not answered yet */
  #running = 0
  /** statements that were */
  #answered = 0
  readonly #onSilence = (): void => void this.#meetSilence()

  constructor(client: pg.Client, { connectMs, answerMs = connectMs, isAtWork = async () => false }: ConnectOptions) {
    this.#client = client
    this.#answerMs = answerMs
    this.#isAtWork = isAtWork
    // Without a listener the end of an idle connection would end the process.
    const lost = (): void => this.discard()
    client.on('error', lost)
    client.on('end', lost)
  }

  /** whether it is of no more use */
  get isBroken(): boolean {
    return this.#isBroken
  }

  /** Says that it is of no more use: nobody knows what state it is in. */
  discard(): void {
    this.#isBroken = true
  }

  async query<Row extends object>({ name, text }: Statement, values: readonly Parameter[] = []): Promise<Answer<Row>> {
    const asked = name === undefined ? { text } : { name, text }
    const answer = this.#client.query<Row>({ ...asked, values: [...values] })
    const { rows, rowCount, command } = await this.#inTime(answer)
    return { rows, count: rowCount ?? 0, command }
  }

  /** Runs statements without parameters in one exchange, as one transaction. The rows of the last. */
  async script<Row extends object>(statements: readonly string[]): Promise<readonly Row[]> {
    const asked = this.#client.query<Row>(statements.join(';\n'))
    const answer: pg.QueryResult<Row> | readonly pg.QueryResult<Row>[] = await this.#inTime(asked)
    return (Array.isArray(answer) ? (answer as readonly pg.QueryResult<Row>[]).at(-1)?.rows : undefined) ?? []
  }

  /** Waits for an answer, for as long as there is one to wait for. */
  async #inTime<Answered>(answer: Promise<Answered>): Promise<Answered> {
    if (this.#running === 0) this.#watch(this.#answerMs)
    this.#running += 1
    try {
      return await answer
    } catch (error) {
      // What ends the connection comes before its end does, and whoever is lent it in between would meet that.
      if (error instanceof Error && 'severity' in error && error.severity === 'FATAL') this.discard()
      throw error
    } finally {
      this.#running -= 1
      this.#answered += 1
      if (this.#running === 0) this.#watch(0)
    }
  }

  get #socket(): Socket {
    // The driver makes its stream from `net`.
    return this.#client.connection.stream as Socket
  }

  /** From now on silence is noticed that lasts so long, ms; none at all where that is 0. */
  #watch(ms: number): void {
    this.#socket.off('timeout', this.#onSilence)
    this.#socket.setTimeout(ms, ms > 0 ? this.#onSilence : undefined)
  }

  /** Where the server does not work on an answer, none will come: the connection is destroyed, and all asked on it fails. */
  async #meetSilence(): Promise<void> {
    const answered = this.#answered
    const isDue = await this.#isAtWork((this.#client as pg.Client & Backend).processID)
    if (this.#isBroken || this.#running === 0) return
    if (isDue || this.#answered !== answered) return this.#watch(this.#answerMs)
    const why = `for ${this.#answerMs} ms no answer came, and the server works on none: the connection was closed`
    this.#socket.destroy(new StoreError('IO', why))
  }

  /** Asks the server to end the statement that runs, by a connection of its own; fulfilled when the server has heard it. */
  async cancel(): Promise<void> {
    const { processID, secretKey } = this.#client as pg.Client & Backend
    const request = Buffer.alloc(16)
    for (const [index, word] of [request.length, cancelCode, processID, secretKey].entries())
      request.writeInt32BE(word, 4 * index)
    const { host, port } = this.#client
    const socket = host.startsWith('/') ? connectSocket(`${host}/.s.PGSQL.${port}`) : connectSocket(port, host)
    await new Promise<void>((resolve, reject) => {
      // Where nobody hears it there is nothing to wait for.
      socket.setTimeout(farewellMs, () => socket.destroy())
      socket.on('error', reject)
      socket.on('close', () => resolve())
      socket.end(request)
      socket.resume()
    })
  }

  /** Whether an open connection keeps the process alive. */
  keepProcess(keeps: boolean): void {
    if (keeps) this.#socket.ref()
    else this.#socket.unref()
  }

  /** Ends it at once: what runs on it is cancelled, and its answer not waited for. */
  abandon(): void {
    this.discard()
    // The server notices the end of a connection only when it has something to say.
    if (this.#running > 0) this.cancel().catch(() => undefined)
    this.#socket.destroy()
  }

  /** Ends it, whatever runs on it, and waits until nothing of it is left here. Never rejects. */
  async close(): Promise<void> {
    this.discard()
    const timer = setTimeout(() => this.#socket.destroy(), farewellMs)
    await this.#client.end()
    clearTimeout(timer)
  }
}
