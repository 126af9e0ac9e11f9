/**
 * Shapes of what others wrote. zod is loaded when the first of them is asked for: that takes three times as long as Node
 * itself does to start, and most processes read nothing of others.
 */
import { createRequire } from 'node:module'
import type { z } from 'zod'

export type Zod = typeof z

/** zod itself, for what it says of data that do not fit. */
export function zod(): Zod {
  return (createRequire(import.meta.url)('zod') as { readonly z: Zod }).z
}

/** A shape that is made when it is first asked for. */
export function shaped<Shape>(make: (z: Zod) => Shape): () => Shape {
  let shape: Shape | undefined
  return () => (shape ??= make(zod()))
}
