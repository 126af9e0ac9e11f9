/** The ports beneath a part, as callers see them: for its scenes and its mutants. */
import type { Locks } from '../locks/port.ts'
import type { AnyPort } from '../port.ts'
import type { Blobs } from '../repository/blobs/port.ts'
import type { Outputs } from '../repository/outputs/port.ts'

interface Ground {
  beside(port: string): AnyPort | undefined
}

/** The outputs of a session. A part that stands on them is tried only where they are. */
export function outputsOf(ground: Ground): Outputs {
  return ground.beside('outputs') as unknown as Outputs
}

/** The blobs of a session, likewise. */
export function blobsOf(ground: Ground): Blobs {
  return ground.beside('blobs') as unknown as Blobs
}

/** The locks of a session, likewise. */
export function locksOf(ground: Ground): Locks {
  return ground.beside('locks') as unknown as Locks
}
