import { describe, expect, it } from 'vitest'
import type { Wire } from '../../../../src/harness/relay/wire.ts'
import { wireFor } from '../../../../src/harness/relay/wire.ts'

/** A number of four bytes. */
function int(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

/** A message with a type. */
function message(type: string, ...texts: readonly string[]): Buffer {
  const body = Buffer.from(texts.map((text) => `${text}\0`).join(''))
  return Buffer.concat([Buffer.from(type), int(body.length + 4), body])
}

const startup = Buffer.concat([int(17), int(3 << 16), Buffer.from('user\0me\0\0')])
const ready = Buffer.concat([Buffer.from('Z'), int(5), Buffer.from('I')])

function postgres(): Wire {
  const wire = wireFor(startup)
  wire.ask(startup)
  return wire
}

/** The points before each part that is passed on, with `-` for one that has none. */
function pointsOf(wire: Wire, ...chunks: readonly Buffer[]): readonly string[] {
  return chunks.flatMap((chunk) => wire.ask(chunk)).map(({ points }) => points?.before ?? '-')
}

describe('what a client of Postgres asks for', () => {
  it('is a start, and then each query by the words of its text', () => {
    expect(pointsOf(wireFor(startup), startup)).toEqual(['relay startup:before'])
    const texts = ['begin', 'SELECT 1', "INSERT INTO rows VALUES ('a')", 'COMMIT']
    expect(pointsOf(postgres(), ...texts.map((text) => message('Q', text)))).toEqual([
      'relay exchange BEGIN:before',
      'relay exchange SELECT:before',
      'relay exchange INSERT rows:before',
      'relay exchange COMMIT:before',
    ])
  })

  it('is one exchange up to its Sync, with the text of a statement that was parsed earlier', () => {
    const wire = postgres()
    const [bind, execute, sync] = [message('B', 'portal', 'get'), message('E', ''), message('S')]
    expect(pointsOf(wire, Buffer.concat([message('P', 'get', 'DELETE FROM rows'), bind, execute, sync]))).toEqual([
      'relay exchange DELETE rows:before',
    ])
    expect(pointsOf(wire, bind, execute, sync)).toEqual(['relay exchange DELETE rows:before'])
    expect(wire.ask(Buffer.concat([bind, execute, sync])).map(({ bytes }) => bytes)).toEqual([
      Buffer.concat([bind, execute, sync]),
    ])
  })

  it('is the last where it takes its leave, or has another connection cancelled', () => {
    expect(postgres().ask(message('X'))).toEqual([{ bytes: message('X'), isLast: true }])
    const cancel = Buffer.concat([int(16), int(80_877_102), int(1), int(2)])
    expect(wireFor(cancel).ask(cancel)).toEqual([{ bytes: cancel, isLast: true }])
  })

  it('is passed on at a Flush, and what follows belongs to it', () => {
    const wire = postgres()
    const points = pointsOf(wire, message('P', '', 'SELECT 1'), message('H'), message('E', ''), message('S'))
    expect(points).toEqual(['relay exchange SELECT:before', '-'])
    expect(pointsOf(wire, message('S'))).toEqual(['relay exchange:before'])
  })

  it('is the same however it is cut', () => {
    const sent = Buffer.concat([message('Q', 'BEGIN'), message('P', '', 'SELECT 1'), message('S'), message('X')])
    const whole = postgres().ask(sent)
    const wire = postgres()
    const cut = Array.from(sent, (byte) => wire.ask(Buffer.from([byte]))).flat()
    expect(cut).toEqual(whole)
    expect(whole.map(({ points }) => points?.after)).toEqual([
      'relay exchange BEGIN:after',
      'relay exchange SELECT:after',
      undefined,
    ])
  })

  it('is nothing where it asks to cancel, or about ciphers', () => {
    const cancel = Buffer.concat([int(16), int(80877102), int(1), int(2)])
    expect(pointsOf(wireFor(cancel), cancel)).toEqual(['-'])
    const asksForTls = Buffer.concat([int(8), int(80877103)])
    const wire = wireFor(asksForTls)
    expect(pointsOf(wire, asksForTls)).toEqual(['-'])
    expect(wire.answer(Buffer.from('N'))).toEqual([{ bytes: Buffer.from('N'), ends: false }])
    expect(pointsOf(wire, startup)).toEqual(['relay startup:before'])
  })

  it('is not read where it is enciphered', () => {
    const asksForTls = Buffer.concat([int(8), int(80877103)])
    const wire = wireFor(asksForTls)
    wire.ask(asksForTls)
    wire.answer(Buffer.from('S'))
    expect(pointsOf(wire, Buffer.from([22, 3, 1]))).toEqual(['-'])
    expect(wire.answer(ready)).toEqual([{ bytes: ready, ends: false }])
  })
})

describe('what a server of Postgres answers', () => {
  it('ends where it is ready for the next query, however it is cut', () => {
    const row = message('D', 'Z')
    const sent = Buffer.concat([row, ready, row, ready, row])
    expect(postgres().answer(sent)).toEqual([
      { bytes: Buffer.concat([row, ready]), ends: true },
      { bytes: Buffer.concat([row, ready]), ends: true },
      { bytes: row, ends: false },
    ])
    const wire = postgres()
    const cut = Array.from(sent, (byte) => wire.answer(Buffer.from([byte]))).flat()
    expect(Buffer.concat(cut.map(({ bytes }) => bytes))).toEqual(sent)
    expect(cut.flatMap(({ ends }, at) => (ends ? [at + 1] : []))).toEqual([
      row.length + ready.length,
      2 * (row.length + ready.length),
    ])
  })
})

describe('of another protocol', () => {
  it('all that is sent up to an answer is one request', () => {
    const wire = wireFor(Buffer.from('GET'))
    expect(pointsOf(wire, Buffer.from('GET'), Buffer.from(' /a key'))).toEqual(['relay request:before', '-'])
    expect(wire.answer(Buffer.from('4'))).toEqual([{ bytes: Buffer.from('4'), ends: true }])
    wire.answer(Buffer.from('2'))
    expect(pointsOf(wire, Buffer.from('GET'))).toEqual(['relay request:before'])
  })
})
