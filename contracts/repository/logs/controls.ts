/** Odd but legal logs, which every law must let pass. */
import type { Control } from '../../contract.ts'
import { controlsOf } from '../../controls.ts'
import { replacing } from '../../wrap.ts'
import type { Logs } from './port.ts'

/** Inverted controls. */
export const logsControls: readonly Control[] = [
  ...controlsOf('logs'),
  {
    id: 'logs=looks-first',
    says: 'a log is read before each entry that it gets',
    wrap: replacing<Logs>((inner) => ({
      async append(scope, log, ...rest) {
        await inner.tail(scope, log)
        return inner.append(scope, log, ...rest)
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
