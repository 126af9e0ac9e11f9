/** Odd but legal lanes. */
import type { Control } from '../../contract.ts'
import { controlsOf } from '../../controls.ts'
import { replacing } from '../../wrap.ts'
import type { LanesPart } from './part.ts'

export const lanesControls: readonly Control[] = [
  ...controlsOf('lanes').filter(({ id }) => id !== 'lanes=coarse-clock'),
  {
    id: 'lanes=never-cancels',
    says: 'work that is given up is ended by closing its connection, and never by a cancel',
    wrap: replacing<LanesPart>((inner) => ({
      open(options) {
        const { cancel, ...rest } = options
        return inner.open(cancel ? rest : options)
      },
    })),
  },
]
