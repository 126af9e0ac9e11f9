/** Memory whose sessions close once every write of a blob that is in flight has ended. */
import type { Adapter, AnyPort } from 'holdfast'
import memory from 'holdfast/adapters/memory'

const adapter: Adapter = {
  ...memory,
  name: 'lab-drains',
  module: import.meta.url,
  async open(place, options) {
    const inFlight = new Set<Promise<unknown>>()
    const draining = ({ write }: AnyPort): AnyPort[string] => {
      return (...args) => {
        const ended = write?.(...args) ?? Promise.resolve()
        inFlight.add(ended)
        const leave = (): unknown => inFlight.delete(ended)
        ended.then(leave, leave)
        return ended
      }
    }
    const session = await memory.open(place, options, (port, inner) =>
      port === 'blobs' ? { ...inner, write: draining(inner) } : inner,
    )
    const close = async (): Promise<void> => {
      await Promise.allSettled(inFlight)
      await session.close()
    }
    return new Proxy(session, {
      get: (target, key) => (key === 'close' ? close : (Reflect.get(target, key, target) as unknown)),
    })
  },
}

export default adapter
