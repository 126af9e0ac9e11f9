/** The ids that the catalogue must have, written down apart from it, so that an entry that got lost shows. */

/** Entries that are numbered from 1 to `last` after their prefix. */
interface Series {
  readonly prefix: string
  readonly last: number
}

/** A part of the catalogue. */
export interface Shelf {
  readonly title: string
  readonly ids: readonly string[]
}

const letters: Readonly<Record<string, number>> = {
  A: 14,
  B: 13,
  C: 14,
  D: 25,
  E: 15,
  F: 19,
  G: 12,
  H: 12,
  I: 19,
  J: 10,
  K: 12,
  L: 13,
  M: 8,
  N: 14,
  O: 7,
  P: 15,
  Q: 19,
  R: 7,
  S: 11,
}

function numbered({ prefix, last }: Series): readonly string[] {
  return Array.from({ length: last }, (_, index) => `${prefix}${index + 1}`)
}

/** Every part, in the order of the catalogue. */
export const shelves: readonly Shelf[] = [
  { title: 'Cache and streams', ids: numbered({ prefix: 'cache:', last: 120 }) },
  { title: 'Cache and streams: gaps', ids: numbered({ prefix: 'cache:G', last: 35 }) },
  { title: 'Cache and streams: defects', ids: numbered({ prefix: 'cache:D', last: 21 }) },
  {
    title: 'Durability and coordination',
    ids: Object.entries(letters).flatMap(([letter, last]) => numbered({ prefix: `durability:${letter}`, last })),
  },
  { title: 'The harness itself', ids: numbered({ prefix: 'durability:W', last: 10 }) },
  { title: 'Traps', ids: numbered({ prefix: 'durability:T', last: 30 }) },
]
