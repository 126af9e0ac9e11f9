/** Work done as a user who may not do everything: a test that runs as root steps down for as long as it takes. */

/** The user that owns nothing, on every Unix. */
const nobody = 65_534

/** Does the work as an ordinary user: whoever runs the tests, or nobody where that is root. */
export async function asOrdinaryUser<Value>(work: () => Promise<Value>): Promise<Value> {
  if (process.geteuid?.() !== 0) return work()
  process.seteuid?.(nobody)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
  }
}
