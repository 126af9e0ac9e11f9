/** A promise with what fulfils it: for scenes and laws in which one thing waits for another. */

/** Waited for by `opened`, fulfilled by `open`. */
export interface Latch {
  readonly opened: Promise<void>
  open(): void
}

export function latch(): Latch {
  let open: () => void = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}
