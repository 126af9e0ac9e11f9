import { once } from 'node:events'
import type { AddressInfo, Server, Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Relay } from '../../../../src/harness/relay/relay.ts'
import type { RelayCode } from '../../../../src/harness/seams/relay-errors.ts'
import { RelayFault } from '../../../../src/harness/seams/relay-errors.ts'
import { seam } from '../../../../src/harness/seams/seam.ts'
import { watchSockets } from '../../../../src/harness/seams/sockets.ts'

// With the other seam beneath it, which is to see nothing of the relay's own sockets.
watchSockets()

let server: Server
let served: Socket[]
let heard: string
let relay: Relay

/** Answers each text with the same in capitals. */
beforeEach(async () => {
  served = []
  heard = ''
  server = createServer((socket) => {
    served.push(socket)
    socket.on('error', () => {})
    socket.setEncoding('utf8').on('data', (asked: string) => {
      heard += asked
      socket.write(asked.toUpperCase())
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  relay = await Relay.start({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
})

afterEach(async () => {
  seam.listen(undefined)
  await relay.close()
  for (const socket of served) socket.destroy()
  server.close()
})

/** A client of the relay, and the errors that it was told. */
function client(): { readonly socket: Socket; readonly errors: string[] } {
  const errors: string[] = []
  const socket = connect(relay.port, '127.0.0.1')
  socket.on('error', (error: Error & { code?: string }) => errors.push(error.code ?? error.message))
  return { socket, errors }
}

async function answerTo(socket: Socket, word: string): Promise<string> {
  socket.write(word)
  const [data] = (await once(socket, 'data')) as [Buffer]
  return data.toString()
}

/** Brings something to a relay at a point, once. */
function bring(code: RelayCode, at: string): void {
  seam.listen((point) => {
    if (point !== at) return
    seam.listen(undefined)
    throw new RelayFault(code)
  })
}

describe('a relay', () => {
  it('passes on both ways, and comes to a point before each', async () => {
    const points: string[] = []
    seam.listen((point) => void points.push(point))
    const { socket } = client()
    expect(await answerTo(socket, 'a')).toBe('A')
    expect(await answerTo(socket, 'b')).toBe('B')
    socket.end()
    await once(socket, 'close')
    const each = ['relay request:before', 'relay request:after']
    expect(points.filter((point) => point.startsWith('relay'))).toEqual([...each, ...each])
    // The client connects, writes twice and ends; the relay does so too, unseen.
    expect(points.filter((point) => point === 'net connect:before')).toHaveLength(1)
    expect(points.filter((point) => point === 'net write:before')).toHaveLength(2)
  })

  it('holds back what is asked, and the answer, while somebody stands at the point', async () => {
    const waiting: (() => void)[] = []
    seam.listen((point) => (point.startsWith('relay') ? new Promise((resolve) => waiting.push(resolve)) : undefined))
    const { socket } = client()
    const answer = answerTo(socket, 'a')
    await until(() => waiting.length === 1)
    expect(heard).toBe('')
    waiting[0]?.()
    await until(() => waiting.length === 2)
    expect(heard).toBe('a')
    seam.listen(undefined)
    waiting[1]?.()
    expect(await answer).toBe('A')
    socket.destroy()
  })

  it('tells a client that the server has ended, and a server that the client has', async () => {
    const { socket } = client()
    await answerTo(socket, 'a')
    served[0]?.end()
    expect(await text(socket)).toBe('')
    expect(relay.lost).toBe(1)
    const other = client()
    await answerTo(other.socket, 'a')
    other.socket.end()
    await once(served[1] as Socket, 'end')
    served[1]?.end()
    await once(other.socket, 'close')
    expect(relay.lost).toBe(1)
  })

  it('resets who asks for a server that is not there', async () => {
    server.close()
    const { socket, errors } = client()
    socket.write('a')
    await until(() => socket.closed)
    expect(errors).toEqual(['ECONNRESET'])
  })

  it('reaches a server by a path', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'relay-'))
    const path = join(folder, 'socket')
    const local = createServer((socket) => socket.end('hello')).listen(path)
    await once(local, 'listening')
    const other = await Relay.start({ path })
    expect(await text(connect(other.port, '127.0.0.1'))).toBe('hello')
    await other.close()
    local.close()
    await rm(folder, { recursive: true })
  })

  it('ends every connection when it is closed', async () => {
    const { socket } = client()
    await answerTo(socket, 'a')
    const closed = once(socket, 'close')
    await relay.close()
    await closed
  })
})

/** Waits until something is so; the test's own deadline ends it. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}

describe('what is brought to a relay', () => {
  it.each([
    ['CUT', 'before', ''],
    ['CUT', 'after', 'a'],
    ['RESET', 'before', ''],
    ['RESET', 'after', 'a'],
  ] as const)('%s %s: the connection ends, and the server had so much of it: %j', async (code, side, asked) => {
    bring(code, `relay request:${side}`)
    const { socket, errors } = client()
    socket.write('a')
    const answer: string[] = []
    socket.on('data', (data: Buffer) => answer.push(data.toString()))
    await until(() => socket.closed)
    expect(errors).toEqual(code === 'CUT' ? [] : ['ECONNRESET'])
    expect(answer).toEqual([])
    await until(() => served[0]?.closed === true)
    expect(heard).toBe(asked)
  })

  it.each([
    ['before', ''],
    ['after', 'a'],
  ] as const)('BLACK_HOLE %s: nobody is told anything until the client gives up', async (side, asked) => {
    bring('BLACK_HOLE', `relay request:${side}`)
    const { socket } = client()
    const answer: string[] = []
    socket.on('data', (data: Buffer) => answer.push(data.toString()))
    socket.write('a')
    await until(() => !seam.isHeard)
    // Another connection is none of its business, and by its answer the first had time for one.
    expect(await answerTo(client().socket, 'b')).toBe('B')
    socket.write('c')
    served[0]?.end('bye')
    expect(await answerTo(client().socket, 'd')).toBe('D')
    expect([answer, socket.closed, heard]).toEqual([[], false, `${asked}bd`])
    socket.destroy()
    await until(() => served[0]?.closed === true)
  })

  it('SLICE: all of the answer comes, byte by byte', async () => {
    bring('SLICE', 'relay request:after')
    const { socket } = client()
    const parts: string[] = []
    socket.on('data', (data: Buffer) => parts.push(data.toString()))
    socket.write('abcdef')
    await until(() => parts.join('') === 'ABCDEF')
    expect(parts.length).toBeGreaterThan(1)
    socket.write('gh')
    await until(() => parts.join('') === 'ABCDEFGH')
    expect(parts.at(-1)).toBe('GH')
    socket.destroy()
  })
})
