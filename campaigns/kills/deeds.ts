/** What clients under load have done, and what of it must be there. */

/** The ports that a client changes, in turns. */
export const ports = ['outputs', 'checkpoints', 'locks'] as const

export type PortName = (typeof ports)[number]

/** What is known of a change: it was acknowledged, it surely had no effect, or it may have had it. */
export type Fate = 'acknowledged' | 'none' | 'unknown'

/** One change: each makes a row of its own, named by its number. */
export interface Deed {
  readonly port: PortName
  readonly number: number
  readonly fate: Fate
  /** the code of the error with which it ended, where it did */
  readonly code?: string
}

/** What a client is told. */
export type Order = { readonly do: 'load'; readonly place: string } | { readonly do: 'tell' } | { readonly do: 'end' }

/** What it answers to the last two: what it did since it told last. */
export interface Told {
  readonly deeds: readonly Deed[]
}

/** The name of the row that a client's change makes. */
export function rowName(client: number, number: number): string {
  return `c${client} n${number}`
}

/** What a client works on that has many rows. */
export function taskOf(client: number): string {
  return `client ${client}`
}
