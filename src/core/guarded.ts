/** Writes under a guard: how they find the ports that an adapter gives under one, and how simple stores check it. */
import type { AnyPort, AnyPortSpec, Guard, GuardedPorts } from '../../contracts/index.ts'
import { withoutGuard } from '../../contracts/guard.ts'
import { show } from '../../contracts/port.ts'
import { StoreError } from '../../contracts/errors.ts'

/** A port whose calls under a guard go to that of the same name under it. */
export function dispatching(
  { name, guarded = {} }: AnyPortSpec,
  port: AnyPort,
  under: (guard: Guard) => { readonly [port: string]: unknown },
): AnyPort {
  const both: { [method: string]: AnyPort[string] } = { ...port }
  for (const [method, at] of Object.entries(guarded)) {
    const plain = port[method]
    if (!plain) continue
    both[method] = (...given) => {
      const { args, guard } = withoutGuard(given, at)
      if (!guard) return plain(...args)
      const held = (under(guard)[name] as AnyPort | undefined)?.[method]
      if (held) return held(...args)
      const message = `${name}.${method}: the adapter claims guards and does not serve this method under one`
      return Promise.reject(new StoreError('UNSUPPORTED', message))
    }
  }
  return both
}

/** Refuses a guard where no guards are claimed. */
export function refuseGuard(port: string, method: string): never {
  throw new StoreError('UNSUPPORTED', `${port}.${method}: a guard: the adapter claims no guards`)
}

/**
 * Ports, objects whose methods are their own, under a guard: `demand` is made before each call, and throws where the guard does
 * not hold. Where it gives no promise, the call begins in the same turn of the event loop; where it gives one, the guard is advisory.
 * A call that goes on for long, from row to row or from attempt to attempt, has to make the demand again in each.
 */
export function demandedBefore<Ports extends GuardedPorts>(ports: Ports, demand: () => Promise<void> | void): Ports {
  const behind = <Port extends object>(port: Port): Port => {
    const calls = Object.entries(port).map(([method, call]: readonly [string, unknown]) => {
      if (typeof call !== 'function') throw new TypeError(`${method}: expected a method, got ${show(call)}`)
      return [
        method,
        async (...args: readonly unknown[]): Promise<unknown> => {
          const checked = demand()
          if (checked) await checked
          return Reflect.apply(call, port, args) as unknown
        },
      ]
    })
    return Object.fromEntries(calls) as Port
  }
  const all = Object.entries(ports).map(([name, port]: readonly [string, object]) => [name, behind(port)])
  return Object.fromEntries(all) as Ports
}
