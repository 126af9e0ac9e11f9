/**
 * A relay: a server on the loopback of this machine that passes on to the server of a place what its clients send, and back
 * what they are answered. Before a request is passed on it comes to a point of the seam, and before its answer is, so that
 * an error can be brought there: the connection then ends, or is reset, or keeps silent for ever.
 */
import type { Server, Socket } from 'node:net'
import { Socket as ClientSocket, createServer } from 'node:net'
import { once } from 'node:events'
import { turnOfLoop } from '../deadline.ts'
import type { RelayCode } from '../seams/relay-errors.ts'
import { RelayFault } from '../seams/relay-errors.ts'
import { seam } from '../seams/seam.ts'
import { overlook } from '../seams/sockets.ts'
import type { Answered, Asked, Wire } from './wire.ts'
import { wireFor } from './wire.ts'

/** Where a server listens: a host and port, or the path of a socket. */
export type ServerAddress = { readonly host: string; readonly port: number } | { readonly path: string }

/** So many bytes of an answer come one by one; the rest of a long one comes as it came. */
const slicesMax = 2_048

/** Writes, and ends when the bytes are on their way or the socket is gone. */
function send(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    socket.write(bytes, () => resolve())
  })
}

/** A request that was passed on. */
interface Exchange {
  /** the point before its answer is handed back */
  readonly answered: string
  isBegun: boolean
}

/** One connection of a client, and the one to the server that belongs to it. */
class Relayed {
  readonly #client: Socket
  readonly #server = new ClientSocket({ allowHalfOpen: true })
  readonly #asked: Exchange[] = []
  readonly #lost: () => void
  #wire: Wire | undefined
  #passes = true
  /** the client has taken its leave, or is gone */
  #isLeft = false
  #slices = 0

  /** `lost` is told where the server ends the connection, and the client has not taken its leave. */
  constructor(client: Socket, to: ServerAddress, lost: () => void) {
    this.#client = client
    this.#lost = lost
    overlook(this.#server)
    for (const socket of [client, this.#server]) {
      socket.setNoDelay(true)
      // Whoever reads is told of the error; one that comes when all is read concerns nobody.
      socket.on('error', () => {})
    }
    this.#server.connect(to)
  }

  /** Passes on what comes, until both sides have ended. */
  async run(): Promise<void> {
    await Promise.all([this.#outward(), this.#inward()])
  }

  destroy(): void {
    this.#isLeft = true
    this.#client.destroy()
    this.#server.destroy()
  }

  async #outward(): Promise<void> {
    try {
      for await (const chunk of this.#client) await this.#read(chunk as Buffer)
    } catch {
      return this.destroy()
    }
    this.#isLeft = true
    if (this.#passes) this.#server.end()
    // A client that ends has given up, wherever its last request is.
    else this.destroy()
  }

  async #read(chunk: Buffer): Promise<void> {
    this.#wire ??= wireFor(chunk)
    const wire = this.#wire
    if (this.#passes) for (const asked of wire.ask(chunk)) await this.#forward(asked)
  }

  async #forward({ bytes, points, isLast = false }: Asked): Promise<void> {
    if (!this.#passes) return
    this.#isLeft ||= isLast
    if (points && !(await this.#stand(points.before))) return
    if (points) this.#asked.push({ answered: points.after, isBegun: false })
    await send(this.#server, bytes)
  }

  async #inward(): Promise<void> {
    try {
      for await (const chunk of this.#server) {
        const parts = this.#wire?.answer(chunk as Buffer) ?? [{ bytes: chunk as Buffer, ends: false }]
        for (const answered of parts) await this.#hand(answered)
      }
      this.#ended()
      if (this.#passes) this.#client.end()
    } catch {
      this.#ended()
      if (this.#passes) this.#client.resetAndDestroy()
    }
  }

  #ended(): void {
    if (this.#passes && !this.#isLeft) this.#lost()
  }

  async #hand({ bytes, ends }: Answered): Promise<void> {
    const [exchange] = this.#asked
    if (this.#passes && exchange?.isBegun === false) {
      exchange.isBegun = true
      await this.#stand(exchange.answered)
    }
    if (!this.#passes) return
    for (let at = 0; at < bytes.length;) {
      const end = this.#slices > 0 ? at + 1 : bytes.length
      await send(this.#client, bytes.subarray(at, end))
      if (this.#slices > 0) await turnOfLoop()
      this.#slices = Math.max(0, this.#slices - 1)
      at = end
    }
    if (!ends) return
    this.#asked.shift()
    this.#slices = 0
  }

  /** Comes to a point; false where nothing passes from there on. */
  async #stand(point: string): Promise<boolean> {
    try {
      await seam.stand(point, true)
    } catch (error) {
      if (!(error instanceof RelayFault)) throw error
      this.#bring(error.code)
    }
    return this.#passes
  }

  #bring(code: RelayCode): void {
    if (code === 'SLICE') {
      this.#slices = slicesMax
      return
    }
    this.#passes = false
    if (code === 'CUT') {
      this.#client.end()
      this.#server.end()
    } else if (code === 'RESET') {
      this.#client.resetAndDestroy()
      this.#server.destroy()
    }
  }
}

/** A relay to one server. */
export class Relay {
  readonly #listener: Server
  readonly #open = new Set<Relayed>()
  readonly port: number
  /** how many connections the server ended by itself */
  lost = 0

  private constructor(listener: Server, to: ServerAddress) {
    this.#listener = listener
    const address = listener.address()
    this.port = typeof address === 'object' && address ? address.port : 0
    const lost = (): void => {
      this.lost += 1
    }
    listener.on('connection', (client) => void this.#relay(new Relayed(client, to, lost)))
  }

  /** A relay to the server at an address, on a port of the loopback that is free. */
  static async start(to: ServerAddress): Promise<Relay> {
    const listener = createServer({ allowHalfOpen: true })
    listener.listen(0, '127.0.0.1')
    await once(listener, 'listening')
    return new Relay(listener, to)
  }

  async #relay(relayed: Relayed): Promise<void> {
    this.#open.add(relayed)
    await relayed.run()
    this.#open.delete(relayed)
  }

  /** Ends every connection, and takes no more. */
  async close(): Promise<void> {
    const closed = once(this.#listener, 'close')
    this.#listener.close()
    for (const relayed of this.#open) relayed.destroy()
    await closed
  }
}
