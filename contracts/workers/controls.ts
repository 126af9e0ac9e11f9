/** Odd but legal workers, which every law must let pass. */
import type { Control } from '../contract.ts'
import { controlsOf } from '../controls.ts'
import { replacing } from '../wrap.ts'
import type { Workers } from './port.ts'

/** Inverted controls. */
export const workersControls: readonly Control[] = [
  ...controlsOf('workers'),
  {
    id: 'workers=shuffled-list',
    says: 'pages list their workers in another order',
    wrap: replacing<Workers>((inner) => ({
      async list(query) {
        const page = await inner.list(query)
        return { ...page, workers: page.workers.toReversed() }
      },
    })),
  },
]
