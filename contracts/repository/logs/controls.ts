/** Odd but legal logs, which every law must let pass. */
import type { Control } from '../../contract.ts'
import { controlsOf } from '../../controls.ts'
import { replacing } from '../../wrap.ts'
import type { Logs } from './port.ts'

/** Inverted controls. */
export const logsControls: readonly Control[] = [
  ...controlsOf('logs'),
  {
    id: 'logs=appends-twice',
    says: 'each entry is sent a second time, as after a lost reply',
    wrap: replacing<Logs>((inner) => ({
      async append(...args) {
        const answer = await inner.append(...args)
        if (answer.status === 'appended') await inner.append(...args)
        return answer
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
