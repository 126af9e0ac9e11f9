import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import type { Adapter, Json } from '../../../../contracts/index.ts'
import memory from '../../../../adapters/memory/index.ts'
import { Relays } from '../../../../src/harness/relay/relays.ts'

/** An adapter whose places are ports of this machine. */
const served: Adapter = {
  ...memory,
  server: {
    start: () => Promise.reject(new Error('nobody starts it')),
    address: (place) => ({ host: '127.0.0.1', port: (place as { port: number }).port }),
    through: (place, { port }) => ({ ...(place as { readonly [name: string]: Json }), port }),
  },
}

describe('the relays of an adapter', () => {
  it('are none where it cannot be told to go through one', async () => {
    const relays = new Relays(memory)
    const place = await memory.create({ id: 'a', dir: '' })
    expect(await relays.reach(place)).toBe(place)
    expect(relays.lost).toBeUndefined()
    await relays.close()
  })

  it('are one for each server, and the place stays the same but for the way to it', async () => {
    const server = createServer((socket) => socket.end('here')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const relays = new Relays(served)
    const [one, same] = [await relays.reach({ port, name: 'a' }), await relays.reach({ port, name: 'b' })]
    const relayed = (one as { readonly port: number }).port
    expect([one, same]).toEqual([
      { port: relayed, name: 'a' },
      { port: relayed, name: 'b' },
    ])
    expect(relayed).not.toBe(port)
    expect(relays.lost).toBe(0)
    expect(await text(connect(relayed, '127.0.0.1'))).toBe('here')
    await relays.close()
    expect(relays.lost).toBe(1)
    server.close()
    const refused = connect(relayed, '127.0.0.1')
    const [error] = (await once(refused, 'error')) as [{ readonly code: string }]
    expect(error.code).toBe('ECONNREFUSED')
  })
})
