/** Odd but legal outputs, which every law must let pass. */
import type { Control } from '../../contract.ts'
import { controlsOf } from '../../controls.ts'
import { replacing } from '../../wrap.ts'
import type { Outputs } from './port.ts'

/** A query of half as much where that is a whole number: a limit that is refused goes through as it is. */
function halved<Query extends { readonly limit: number }>(query: Query): Query {
  return query.limit % 2 === 0 ? { ...query, limit: query.limit / 2 } : query
}

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
      async keys(scope, query) {
        if (query.cursor === '') return { keys: [] }
        const page = await inner.keys(scope, halved(query))
        return { ...page, cursor: page.cursor ?? '' }
      },
      async scopes(query) {
        if (query.cursor === '') return { scopes: [] }
        const page = await inner.scopes(halved(query))
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
