/** Actors that stand before each operation of the file system until they are told to go on. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { basename } from 'node:path'

/** One whose operations are made one at a time. */
export class Stepped<Answer> {
  readonly ended: Promise<Answer>
  #hasEnded = false
  #before: { readonly operation: string; readonly go: () => void } | undefined
  #tell: () => void = () => {}

  constructor(work: () => Promise<Answer>) {
    this.ended = acting.run(this, work).finally(() => {
      this.#hasEnded = true
      this.#tell()
    })
    this.ended.catch(() => {})
  }

  /** Is called by the actor itself, before an operation. */
  arrive(operation: string): Promise<void> {
    return new Promise((go) => {
      this.#before = { operation, go }
      this.#tell()
    })
  }

  /** The operation that it stands before; undefined once it has ended. */
  async standing(): Promise<string | undefined> {
    while (!this.#before && !this.#hasEnded) {
      await new Promise<void>((resolve) => {
        this.#tell = resolve
      })
    }
    return this.#before?.operation
  }

  /** Lets it make one operation; false where it had ended. */
  async step(): Promise<boolean> {
    await this.standing()
    const before = this.#before
    this.#before = undefined
    before?.go()
    if (before) await this.standing()
    return before !== undefined
  }

  /** Lets it make all that are left. */
  async finish(): Promise<Answer> {
    while (await this.step());
    return this.ended
  }
}

/** One who has gone on until before such an operation, where it stands like one who is killed there. */
export async function stopped<Answer>(fits: RegExp, work: () => Promise<Answer>): Promise<Stepped<Answer>> {
  const stepped = new Stepped(work)
  for (;;) {
    const operation = await stepped.standing()
    if (operation === undefined) throw new Error('it ended before')
    if (fits.test(operation)) return stepped
    await stepped.step()
  }
}

const acting = new AsyncLocalStorage<Stepped<unknown>>()

/** What is to happen in the place of an operation, which it may make itself. */
export type Instead = (operation: string, make: () => unknown) => unknown

const asItIs: Instead = (_, make) => make()

let instead: Instead = asItIs

/** From now on this stands between the adapter and the file system; nothing, where nothing is given. */
export function interfere(from: Instead = asItIs): void {
  instead = from
}

type Operation = (...args: never[]) => unknown

/** Stands before an operation by its name. */
function stopping(name: string, operation: Operation): Operation {
  return async (...args) => {
    const paths: readonly unknown[] = args
    const told = `${name} ${basename(String(paths[0]))}`
    await acting.getStore()?.arrive(told)
    return instead(told, () => operation(...args))
  }
}

const operations: readonly string[] = [
  'list',
  'read',
  'readLine',
  'makeFile',
  'writeNew',
  'writeRange',
  'discard',
  'syncFolder',
  'move',
  'linkNew',
  'makeFolder',
  'remove',
  'removeFolder',
]

/** The driver, with an actor standing before each operation that it makes. */
export function steppedDriver<Driver extends object>(driver: Driver): Driver {
  const entries = Object.entries(driver).map(([name, value]: [string, unknown]) =>
    operations.includes(name) ? [name, stopping(name, value as Operation)] : [name, value],
  )
  return Object.fromEntries(entries) as Driver
}
