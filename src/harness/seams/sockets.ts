/**
 * The seam at sockets, for adapters that speak to servers: a point before a connection is asked for, around what is written,
 * and before what came is handed on: once an exchange, however the network cuts the answer, so that runs repeat. Those that
 * belong to a driver with a seam of its own have the first of these only. Only sockets that were connected from here are seen, by TCP or by a path: the channels
 * and streams that a process was born with are not, nor what a server accepts.
 */
import { Socket } from 'node:net'
import type { AnyFunction } from './patch.ts'
import { patch } from './patch.ts'
import { pointsAround, seam } from './seam.ts'

const driver = 'net'

const connected = new WeakSet()

const overlooked = new WeakSet()

/** Nothing of this socket is to be seen: it is the harness's own. Told before it connects. */
export function overlook(socket: Socket): void {
  overlooked.add(socket)
}

/** Those from which something was sent, and nothing came since. */
const asking = new WeakSet<Socket>()

/** What of a socket holds back what came until those before it were handed on. */
const handing = new WeakMap<Socket, Promise<void>>()

function isSeen(socket: unknown): socket is Socket {
  return (
    typeof socket === 'object' && socket !== null && seam.isHeard && connected.has(socket) && !seam.isSpared(socket)
  )
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

type Callback = (error?: Error | null) => void

/** A step of the stream, which ends with a callback, with points around it. */
function stepped(original: AnyFunction, name: string): AnyFunction {
  const points = pointsAround(driver, name)
  return function step(this: unknown, ...args) {
    const callback = args.at(-1) as Callback
    if (!isSeen(this)) return original.apply(this, args)
    asking.add(this)
    const call = (): Promise<void> =>
      new Promise((resolve, reject) => {
        const done: Callback = (error) => (error ? reject(error) : resolve())
        original.apply(this, [...args.slice(0, -1), done])
      })
    seam
      .aroundAsync(() => points, call)
      .then(
        () => process.nextTick(callback),
        (error: unknown) => process.nextTick(callback, asError(error)),
      )
    return undefined
  }
}

/** A connection is asked for at once or never: who would wait there stands in the way of nobody. */
function connecting(original: AnyFunction): AnyFunction {
  return function connect(this: unknown, ...args) {
    const socket = this as Socket
    if (overlooked.has(socket)) return original.apply(socket, args)
    connected.add(socket)
    asking.add(socket)
    seam.touch(driver)
    try {
      void seam.stand(`${driver} connect:before`)
    } catch (error) {
      process.nextTick(() => socket.destroy(asError(error)))
      return socket
    }
    return original.apply(socket, args)
  }
}

/** What came is handed on in order, and nothing after an error. */
function pushing(original: AnyFunction): AnyFunction {
  return function push(this: unknown, ...args) {
    return isSeen(this) ? handOn(this, () => original.apply(this, args)) : original.apply(this, args)
  }
}

function handOn(socket: Socket, hand: () => unknown): unknown {
  const isFirst = asking.delete(socket)
  const stand = (): Promise<void> | undefined => (isFirst ? seam.stand(`${driver} data:before`) : undefined)
  const before = handing.get(socket)
  try {
    const stood = before ? before.then(stand) : stand()
    if (!stood) return hand()
    const handed = handLater(socket, stood, hand).finally(() => {
      if (handing.get(socket) === handed) handing.delete(socket)
    })
    handing.set(socket, handed)
    return true
  } catch (error) {
    socket.destroy(asError(error))
    return false
  }
}

async function handLater(socket: Socket, stood: Promise<void>, hand: () => unknown): Promise<void> {
  try {
    await stood
    if (!socket.destroyed) hand()
  } catch (error) {
    socket.destroy(asError(error))
  }
}

let isThere = false

/** Puts the seam in the place of the methods of sockets; once a thread. */
export function watchSockets(): void {
  if (isThere) return
  isThere = true
  patch(Socket.prototype, 'connect', connecting)
  patch(Socket.prototype, 'push', pushing)
  patch(Socket.prototype, '_write', (original) => stepped(original, 'write'))
  patch(Socket.prototype, '_writev', (original) => stepped(original, 'write'))
  patch(Socket.prototype, '_final', (original) => stepped(original, 'end'))
}
