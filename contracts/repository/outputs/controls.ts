/** Odd but legal outputs, which every law must let pass. */
import type { Control } from '../../contract.ts'
import { controlsOf } from '../../controls.ts'
import { replacing } from '../../wrap.ts'
import type { Outputs } from './port.ts'

/** Inverted controls. */
export const outputsControls: readonly Control[] = [
  ...controlsOf('outputs'),
  {
    id: 'outputs=shuffled-keys',
    says: 'pages list their keys in another order',
    wrap: replacing<Outputs>((inner) => ({
      async keys(scope, options) {
        const page = await inner.keys(scope, options)
        return { ...page, keys: page.keys.toReversed() }
      },
    })),
  },
  {
    id: 'outputs=short-pages',
    says: 'pages hold half of what they may where that is a whole number, and an empty one comes last',
    wrap: replacing<Outputs>((inner) => ({
      async keys(scope, { limit, cursor }) {
        if (cursor === '') return { keys: [] }
        // A limit that is refused goes through as it is.
        const half = limit % 2 === 0 ? limit / 2 : limit
        const page = await inner.keys(scope, cursor === undefined ? { limit: half } : { limit: half, cursor })
        return { ...page, cursor: page.cursor ?? '' }
      },
    })),
  },
  {
    id: 'outputs=reads-twice',
    says: 'a read that finds nothing looks once more',
    wrap: replacing<Outputs>((inner) => ({
      async get(scope, key) {
        const got = await inner.get(scope, key)
        return got.status === 'hit' ? got : inner.get(scope, key)
      },
    })),
  },
]
