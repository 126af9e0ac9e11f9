/** How wrappers around the walker are made. */
import type { Ground, PortMutant } from '../../contract.ts'
import type { AnyPort } from '../../port.ts'
import { replacing } from '../../wrap.ts'
import type { Ref } from '../../values.ts'
import type { Says } from '../laws.ts'
import { makersOf } from '../laws.ts'
import type { RefsPart, ResolveOptions, Resolver } from './part.ts'

type Wrap = (inner: AnyPort, ground: Ground) => AnyPort

const { mutant } = makersOf('refs')

/** A mutant of the walker; its law without the name of the part. */
export function refMutant(fault: Omit<Says, 'mutants'> & { readonly law: string }, wrap: Wrap): PortMutant {
  return mutant(fault, wrap)
}

/** A resolver as a function. */
export function reading(resolver: Resolver): (ref: Ref) => unknown {
  return typeof resolver === 'function' ? resolver : (ref) => resolver.byRef(ref)
}

/** A walker that resolves in another way. */
export function resolvingWith(
  resolve: (
    inner: RefsPart,
    value: unknown,
    resolver: Resolver,
    options: ResolveOptions | undefined,
    ground: Ground,
  ) => Promise<unknown>,
): Wrap {
  return replacing<RefsPart>((inner, ground) => ({
    resolve: (value, resolver, options) => resolve(inner, value, resolver, options, ground),
  }))
}

/** A walker whose results are spoilt. */
export function spoiling(spoil: (value: unknown, result: unknown) => void): Wrap {
  return resolvingWith(async (inner, value, resolver, options) => {
    const result = await inner.resolve(value, resolver, options)
    spoil(value, result)
    return result
  })
}

/** Options without one of them. */
export function without(options: ResolveOptions, key: keyof ResolveOptions): ResolveOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => name !== key))
}

/** A walker that is told something else. */
export function withOptions(change: (options: ResolveOptions) => ResolveOptions): Wrap {
  return resolvingWith((inner, value, resolver, options) => inner.resolve(value, resolver, change(options ?? {})))
}

/** A walker that collects in another way. */
export function collectingWith(collect: (refs: readonly Ref[], value: unknown) => readonly Ref[]): Wrap {
  return replacing<RefsPart>((inner) => ({
    collect: async (value, options) => collect(await inner.collect(value, options), value),
  }))
}
