import { once } from 'node:events'
import type { AddressInfo, Server, Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemErrorAt } from '../../../../src/harness/seams/system-errors.ts'
import { seam } from '../../../../src/harness/seams/seam.ts'
import { watchSockets } from '../../../../src/harness/seams/sockets.ts'

watchSockets()

let server: Server
let port: number

/** Answers each text with the same in capitals, and ends when it is told. */
beforeEach(async () => {
  server = createServer((socket) => {
    socket.on('error', () => {})
    socket.setEncoding('utf8').on('data', (asked: string) => socket.write(asked.toUpperCase()))
  })
  server.listen(0)
  await once(server, 'listening')
  const address = server.address()
  port = typeof address === 'object' && address ? address.port : 0
})

afterEach(() => {
  seam.listen(undefined)
  server.close()
})

/** What a client is answered, or the error that it is told. */
async function conversation(words: readonly string[], socket: Socket = connect(port, '127.0.0.1')): Promise<string> {
  let answer = ''
  try {
    await once(socket, 'connect')
    for (const word of words) {
      socket.write(word)
      const [data] = (await once(socket, 'data')) as [Buffer]
      answer += data.toString()
    }
    socket.end()
    await once(socket, 'close')
    return answer
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    socket.destroy()
  }
}

const written = ['net write:before', 'net write:after']

describe('an answer', () => {
  it('is one point, however the network cuts it', async () => {
    const points: string[] = []
    const cutting = createServer((socket) => {
      socket.on('data', () => {
        socket.write('a')
        setImmediate(() => socket.end('b'))
      })
    })
    cutting.listen(0)
    await once(cutting, 'listening')
    seam.listen((point) => void points.push(point))
    const socket = connect((cutting.address() as AddressInfo).port, '127.0.0.1')
    socket.write('?')
    expect(await text(socket)).toBe('ab')
    cutting.close()
    expect(points.filter((point) => point === 'net data:before')).toHaveLength(1)
  })

  it('is none where the driver above has points of its own', async () => {
    const points: string[] = []
    seam.listen((point) => void points.push(point))
    const socket = connect(port, '127.0.0.1')
    seam.spare(socket)
    expect(await conversation(['a'], socket)).toBe('A')
    expect(points).toEqual(['net connect:before'])
  })
})

describe('the seam at sockets', () => {
  it('has points where a client connects, writes, is answered and ends', async () => {
    const points: string[] = []
    seam.listen((point) => void points.push(point))
    expect(await conversation(['a', 'b'])).toBe('AB')
    const each = [...written, 'net data:before']
    // The last of what comes is the end.
    const ends = points.filter((point) => point.startsWith('net end'))
    expect(points.filter((point) => !point.startsWith('net end')).slice(0, 7)).toEqual([
      'net connect:before',
      ...each,
      ...each,
    ])
    expect(ends).toEqual(['net end:before', 'net end:after'])
    expect(seam.touched('net')).toBe(true)
  })

  it('sees a connection by a path', async () => {
    const path = join(tmpdir(), `sockets-${process.pid}`)
    const points: string[] = []
    const local = createServer((socket) => socket.end('hello')).listen(path)
    await once(local, 'listening')
    seam.listen((point) => void points.push(point))
    expect(await text(connect(path))).toBe('hello')
    expect(points.slice(0, 2)).toEqual(['net connect:before', 'net data:before'])
    local.close()
  })

  it('sees nothing of what this process was born with', async () => {
    const points: string[] = []
    seam.listen((point) => void points.push(point))
    await new Promise((resolve) => process.stdout.write('', resolve))
    process.send?.({})
    expect(points).toEqual([])
  })

  it('waits where it is told to, and keeps the order of what came', async () => {
    let release: () => void = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    let stood = 0
    seam.listen((point) => {
      if (point !== 'net data:before') return undefined
      stood += 1
      return stood === 1 ? held : undefined
    })
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    let got = ''
    socket.on('data', (data: Buffer) => (got += data.toString()))
    socket.write('a')
    await expect.poll(() => stood).toBe(1)
    socket.write('b')
    await expect.poll(() => socket.bytesRead).toBe(2)
    expect(got).toBe('')
    release()
    await expect.poll(() => got).toBe('AB')
    socket.destroy()
  })

  it.each([
    ['net connect:before', 'ECONNREFUSED', 'connect ECONNREFUSED'],
    ['net write:before', 'EPIPE', 'write EPIPE'],
    ['net write:after', 'ECONNRESET', 'write ECONNRESET'],
    ['net data:before', 'ECONNRESET', 'read ECONNRESET'],
  ])('tells the client of what is thrown at %s', async (at, code, message) => {
    seam.listen((point) => {
      if (point === at) throw systemErrorAt(at, code)
    })
    expect(await conversation(['a'])).toBe(message)
  })
})
