/** How what is no value is refused: by the place where it is, with what was expected and what came. */
import { StoreError } from '../../../contracts/errors.ts'
import { valueBytesMax } from '../../../contracts/values.ts'

/** Refuses what stands at this place. */
export function refuseAt(place: string, expected: string, got: string, cause?: unknown): never {
  const short = place.length > 200 ? `${place.slice(0, 80)} ... ${place.slice(-80)}` : place
  throw new StoreError('INVALID_ARGUMENT', `${short}: expected ${expected}, got ${got}`, { cause })
}

/** Refuses a value for the length of its text. */
export function refuseLength(): never {
  const expected = `a text of at most ${valueBytesMax} bytes`
  return refuseAt('value', expected, 'more; what is shared inside a value is written each time')
}
