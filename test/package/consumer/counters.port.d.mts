import type { PortSpec } from 'holdfast'

/** Named counters that only grow. Each call is one atomic step on the store. */
export interface Counters {
  /**
   * Adds `by`, 1 to 1,000, and answers the new total. With `once`, the same request counts once for a name: again, it
   * adds nothing and answers the total.
   * @throws StoreError INVALID_ARGUMENT, UNSUPPORTED (`once` where the adapter claims none), CLOSED
   */
  add(name: string, by: number, options?: { readonly once?: string }): Promise<{ readonly total: number }>
  /** The total of a name; 0 where nothing was added. */
  read(name: string): Promise<{ readonly total: number }>
}

export const countersPort: PortSpec<'counters', Counters>
