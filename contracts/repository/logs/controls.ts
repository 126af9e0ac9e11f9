/** Odd but legal logs, which every law must let pass. */
import type { Control } from '../../contract.ts'
import { controlsOf } from '../../controls.ts'
import { replacing } from '../../wrap.ts'
import type { Logs } from './port.ts'

/** Inverted controls. */
export const logsControls: readonly Control[] = [
  ...controlsOf('logs'),
  {
    id: 'logs=reads-twice',
    says: 'a read that finds no log looks once more',
    wrap: replacing<Logs>((inner) => ({
      async tail(scope, log, query) {
        const tail = await inner.tail(scope, log, query)
        return tail.status === 'there' ? tail : inner.tail(scope, log, query)
      },
    })),
  },
  {
    id: 'logs=larger-buffers',
    says: 'the bytes of a tail are views of larger buffers',
    wrap: replacing<Logs>((inner) => ({
      async tail(scope, log, query) {
        const tail = await inner.tail(scope, log, query)
        if (tail.status === 'absent') return tail
        const parts = tail.parts.map(({ stream, bytes }) => {
          const larger = Buffer.alloc(bytes.length + 2, '?')
          larger.set(bytes, 1)
          return { stream, bytes: larger.subarray(1, -1) }
        })
        return { ...tail, parts }
      },
    })),
  },
]
