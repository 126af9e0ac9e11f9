// The model: what a counter may answer, seen from outside. It is pure, and knows one name at a time.

/** @typedef {{ readonly total: number, readonly requests: readonly string[] }} Count */

/** @type {(count: Count, call: import('holdfast').Call) => Count} */
function added({ total, requests }, { args }) {
  const [, by, options] = /** @type {[string, number, { once?: string }?]} */ (/** @type {unknown} */ (args))
  if (options?.once === undefined) return { total: total + by, requests }
  if (requests.includes(options.once)) return { total, requests }
  return { total: total + by, requests: [...requests, options.once] }
}

/** @type {import('holdfast').Model<Count>} */
export const countersModel = {
  initial: () => ({ total: 0, requests: [] }),
  step(count, call, value) {
    const next = call.method === 'add' ? added(count, call) : count
    const { total } = /** @type {{ total: number }} */ (value)
    return total === next.total ? { legal: true, state: next } : { legal: false, expected: `a total of ${next.total}` }
  },
  unseen: (count, call) => (call.method === 'add' ? [added(count, call)] : []),
  concerns: ({ args: [name] }) => ({ everywhere: false, partitions: [JSON.stringify(name)] }),
  key: (count) => JSON.stringify(count),
}
