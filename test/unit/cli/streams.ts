/** Streams that remember what was written to them. */
import { Writable } from 'node:stream'
import { Outlet } from '../../../src/cli/outlet.ts'

/** What a stream in place of a terminal is like. */
export interface StreamOptions {
  readonly isTerminal?: boolean
  readonly columns?: number
  /** what every write fails with */
  readonly fault?: Error
}

/** An outlet, and what was written to it so far. */
export function outlet(options: StreamOptions = {}): { readonly outlet: Outlet; readonly written: () => string } {
  const { isTerminal = false, columns = 0, fault } = options
  let text = ''
  const stream = new Writable({
    write(part: Buffer, _encoding, done) {
      text += part.toString()
      done(fault)
    },
  })
  const asTerminal = Object.assign(stream, { isTTY: isTerminal, columns, hasColors: () => false })
  return { outlet: new Outlet(asTerminal as unknown as NodeJS.WriteStream), written: () => text }
}
