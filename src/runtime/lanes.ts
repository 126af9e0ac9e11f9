/** Lanes, as the part `lanes` promises them. */
import type { LanesPart } from '../../contracts/runtime/lanes/part.ts'
import { Lanes } from '../core/lanes.ts'

export const lanes: LanesPart = {
  open: (options) => new Lanes(options),
}
