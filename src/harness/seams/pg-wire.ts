/**
 * One connection of pg to its server, as the seam sees it: exchanges with points around them. Where somebody stands before
 * an exchange, what is to be sent is kept back; where somebody stands after it, the server's word that it is ready is; and
 * meanwhile nobody is told of the end of the connection.
 *
 * Until a transaction has ended nothing of it has an effect that another could see: there is a point after those exchanges
 * only that leave no transaction open.
 */
import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { codeIn } from '../../../contracts/errors.ts'
import { turnOfLoop } from '../deadline.ts'
import type { AnyFunction } from './patch.ts'
import { failing, isPgCode } from './pg-errors.ts'
import type { AtSeam } from './seam.ts'
import { pointsAround, seam } from './seam.ts'

/** The name of the driver. */
export const driver = 'pg'

/** What is asked of pg's own Connection. */
export interface Connection extends EventEmitter {
  readonly stream: Socket
  /** texts of prepared statements, by name */
  readonly parsedStatements: { readonly [name: string]: string | undefined }
}

/** One exchange while it goes on. */
interface Exchange {
  readonly words: string
  /** who was told of its beginning; nobody else is told of its end */
  readonly heardBy: AtSeam | undefined
  hasFailed: boolean
}

/** What a connection tells that is no word of its server. */
const ownEvents: readonly unknown[] = ['newListener', 'removeListener', 'connect', 'sslconnect', 'end', 'error']

/** One connection. */
export class Wire {
  readonly #connection: Connection
  readonly #query: AnyFunction
  #exchange: Exchange | undefined
  /** what is to be sent once whoever stands before the exchange goes on */
  #unsent: (() => unknown)[] | undefined
  /** what came while somebody stands before the exchange or after it */
  #untold: (() => unknown)[] | undefined
  /** somebody stands before the exchange or after it */
  #isStood = false
  #isTelling = false
  /** what is sent until the exchange is over comes to nothing: its statement is taken to have failed */
  #isLost = false
  /** what comes up to the server's next word that it is ready answers a statement of ours */
  #isOurs = false

  constructor(connection: Connection, query: AnyFunction) {
    this.#connection = connection
    this.#query = query
  }

  /** An exchange begins with these words, unless one is under way. */
  begin(words: string): void {
    if (this.#exchange) return
    const heardBy = seam.listener
    this.#exchange = { words, heardBy, hasFailed: false }
    if (!heardBy) return
    const { before } = pointsAround(driver, words)
    this.#stand(before, {
      hold: () => {
        this.#unsent = []
        // Who stands there does not learn of the end of its connection before it goes on.
        this.#untold ??= []
      },
      goOn: () => {
        this.#sendAll()
        void this.#tellAll()
      },
      fail: (error) => {
        this.#failBefore(error)
        void this.#tellAll()
      },
    })
  }

  /** Sends, or keeps for later. */
  send(call: () => unknown): unknown {
    if (this.#unsent) return this.#unsent.push(call)
    return this.#isLost ? undefined : call()
  }

  /** Hands on what the connection tells, now or later. */
  tell(event: unknown, hand: () => unknown): unknown {
    if (ownEvents.includes(event)) this.#tellOwn(event)
    else if (this.#isOurs) return this.#swallow(event)
    if (this.#untold && event !== 'newListener') return this.#untold.push(hand)
    if (event === 'errorMessage' && this.#exchange) this.#exchange.hasFailed = true
    return hand()
  }

  /** Hands on the server's word that it is ready, with the status of the transaction: I where none is open. */
  ready(status: unknown, hand: () => unknown, isDue = false): unknown {
    if (this.#isOurs) return this.#swallow('readyForQuery')
    if (this.#untold && !isDue) return this.#untold.push(() => this.ready(status, hand, true))
    const { words = '', heardBy, hasFailed = true } = this.#exchange ?? {}
    this.#exchange = undefined
    this.#isLost = false
    const isTold = !hasFailed && status === 'I' && heardBy !== undefined && heardBy === seam.listener
    if (!isTold) return hand()
    let isHeld = false
    let isOver = false
    this.#stand(pointsAround(driver, words).after, {
      hold: () => {
        isHeld = true
        this.#untold = [hand, ...(this.#untold ?? [])]
      },
      goOn: () => void this.#tellAll(),
      fail: (error) => {
        if (isHeld) this.#untold?.shift()
        isOver = true
        this.#bring(error)
        void this.#tellAll()
      },
    })
    return isHeld || isOver ? true : hand()
  }

  /** the words of the exchange that is under way */
  get words(): string {
    return this.#exchange?.words ?? ''
  }

  #stand(
    point: string,
    { hold, goOn, fail }: { hold: () => void; goOn: () => void; fail: (error: unknown) => void },
  ): void {
    try {
      const stood = seam.stand(point, true)
      if (!stood) return
      this.#isStood = true
      hold()
      stood
        .finally(() => {
          this.#isStood = false
        })
        .then(goOn, fail)
    } catch (error) {
      fail(error)
    }
  }

  /** What a connection tells of itself ends whatever was under way. */
  #tellOwn(event: unknown): void {
    if (event !== 'end' && event !== 'error') return
    this.#exchange = undefined
    this.#isLost = false
    this.#isOurs = false
  }

  #swallow(event: unknown): boolean {
    if (event === 'readyForQuery') this.#isOurs = false
    return true
  }

  #sendAll(): void {
    const { stream } = this.#connection
    const calls = this.#unsent ?? []
    this.#unsent = undefined
    stream.cork()
    for (const call of calls) call()
    stream.uncork()
  }

  /** Each in a turn of its own: what comes at different times finds what was done about the one before. */
  async #tellAll(): Promise<void> {
    if (this.#isTelling) return
    this.#isTelling = true
    while (!this.#isStood && this.#untold && this.#untold.length > 0) {
      this.#untold.shift()?.()
      await turnOfLoop()
    }
    this.#isTelling = false
    if (!this.#isStood) this.#untold = undefined
  }

  /** The statement fails before it has any effect, or its transaction did. */
  #failBefore(error: unknown): void {
    if (codeIn(error) === 'ROLLED_BACK') {
      this.#ask(failing('ROLLED_BACK'))
      this.#isOurs = true
      this.#sendAll()
      return
    }
    this.#unsent = undefined
    this.#bring(error)
    this.#isLost = true
  }

  /** Brings an error: the server is made to give it, or the connection is lost by it. */
  #bring(error: unknown): void {
    const { stream } = this.#connection
    const code = codeIn(error)
    if (isPgCode(code) && code !== '53300') this.#ask(failing(code))
    else if (isPgCode(code)) {
      this.#connection.emit('errorMessage', error)
      stream.destroy()
    } else stream.destroy(error instanceof Error ? error : new Error(String(error)))
  }

  #ask(text: string): void {
    const kept = this.#unsent
    this.#unsent = undefined
    this.#query.call(this.#connection, text)
    this.#unsent = kept
  }
}
