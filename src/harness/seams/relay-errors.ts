/** What a relay can do to a connection at a point: by these codes faults name it. */

/** Each code with what becomes of the connection. */
const codes = {
  CUT: 'both sides are told that it ended',
  RESET: 'the client is told that it was reset',
  BLACK_HOLE: 'nothing passes any more, and nobody is told',
  SLICE: 'the answer comes byte by byte',
} as const

/** What a relay does to a connection. */
export type RelayCode = keyof typeof codes

/** Thrown at the point of a relay, which does what the code says. */
export class RelayFault extends Error {
  override readonly name = 'RelayFault'
  readonly code: RelayCode

  constructor(code: RelayCode) {
    super(`the relay: ${codes[code]}`)
    this.code = code
  }
}

/** Whether a code is one of a relay. */
export function isRelayCode(code: string): code is RelayCode {
  return Object.hasOwn(codes, code)
}

/** Whether whoever waits for the answer has no reason to fail: all of it comes. */
export function isHarmless(code: string): boolean {
  return code === 'SLICE'
}

/** Whether whoever waits for the answer must give up by itself. */
export function isSilence(code: string): boolean {
  return code === 'BLACK_HOLE'
}

/** The codes of what a relay can do at a point: before what was asked is passed on, and before the answer is. */
export function relayErrorsAt(point: string): readonly RelayCode[] {
  const side = /^relay .*:(?<side>before|after)$/.exec(point)?.groups?.['side']
  if (side === undefined) return []
  return side === 'before' ? ['CUT', 'RESET', 'BLACK_HOLE'] : ['CUT', 'RESET', 'BLACK_HOLE', 'SLICE']
}
