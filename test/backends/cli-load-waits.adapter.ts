/** Awaits for ever while it is loaded. */
export default await new Promise<never>(() => {})
