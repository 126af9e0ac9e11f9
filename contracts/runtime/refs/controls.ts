/** Odd but legal walkers. */
import type { Control } from '../../contract.ts'
import { controlsOf } from '../../controls.ts'
import { replacing } from '../../wrap.ts'
import type { RefsPart } from './part.ts'

export const refsControls: readonly Control[] = [
  // A walk goes by no clock, and fails by what a resolver throws.
  ...controlsOf('refs').filter(({ id }) => id === 'refs=slow'),
  {
    id: 'refs=collects-backwards',
    says: 'refs are collected in another order',
    wrap: replacing<RefsPart>((inner) => ({
      collect: async (value, options) => (await inner.collect(value, options)).toReversed(),
    })),
  },
]
