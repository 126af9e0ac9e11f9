/** Odd but legal lanes. */
import type { Control } from '../../contract.ts'
import { controlsOf } from '../../controls.ts'
import { replacing } from '../../wrap.ts'
import type { LanesPart } from './part.ts'

export const lanesControls: readonly Control[] = [
  ...controlsOf('lanes').filter(({ id }) => id !== 'lanes=coarse-clock'),
  {
    id: 'lanes=cancels-in-vain',
    says: 'the server hears no request to cancel, and what is given up ends with its connection',
    wrap: replacing<LanesPart>((inner) => ({
      open: (options) => inner.open({ ...options, cancel: async () => {} }),
    })),
  },
]
