/** Odd but legal tasks, which every law must let pass. */
import type { Control } from '../../contract.ts'
import { controlsOf } from '../../controls.ts'
import { replacing } from '../../wrap.ts'
import type { Tasks } from './port.ts'

/** Inverted controls. */
export const tasksControls: readonly Control[] = [
  ...controlsOf('tasks'),
  {
    id: 'tasks=shuffled-list',
    says: 'pages list their tasks in another order',
    wrap: replacing<Tasks>((inner) => ({
      async list(query) {
        const page = await inner.list(query)
        return { ...page, tasks: page.tasks.toReversed() }
      },
    })),
  },
]
