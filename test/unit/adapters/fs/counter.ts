/** A register that counts: what is added is there, or was taken by a removal that says so, whatever else goes on. */
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makePlace, openPlace, Rack } from '../../../../adapters/fs/place.ts'
import type { Address } from '../../../../adapters/fs/register-folder.ts'
import { Registers } from '../../../../adapters/fs/register.ts'
import type { Current } from '../../../../adapters/fs/register.ts'

/** What can be done to it: each answers how much it added, or how much it took. */
export type Way = 'add' | 'remove' | 'look'

/** What a way did. */
export interface Did {
  readonly added: number
  readonly taken: number
}

/** A file system in memory where there is one: syncs are free there, and thousands of places are made. */
const root = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

async function countIn(current: Current | undefined): Promise<number> {
  return current ? Number((await current.line()).facts) : 0
}

/** A place of one counter. */
export class Counter {
  readonly folder: string
  readonly address: Address

  private constructor(folder: string) {
    this.folder = folder
    this.address = Rack.of(folder, 'outputs').inner('scope').at('counter')
  }

  static async make(): Promise<Counter> {
    const folder = await mkdtemp(join(root, 'unit-fs-'))
    await makePlace(folder)
    return new Counter(folder)
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true })
  }

  /** Does it in a session of its own, or in this one. */
  async does(way: Way, registers: Registers = new Registers()): Promise<Did> {
    return registers.visit<Did>(this.address, async (current) => {
      const count = await countIn(current)
      if (way === 'add')
        return { answer: { added: 1, taken: 0 }, next: { facts: count + 1, keeps: [], body: String(count + 1) } }
      if (way === 'remove') return { answer: { added: 0, taken: count }, next: null }
      return { answer: { added: 0, taken: 0 } }
    })
  }

  count(registers: Registers = new Registers()): Promise<number> {
    return registers.visit(this.address, async (current) => ({ answer: await countIn(current) }))
  }

  /** The names in the folder of the register, sorted; undefined where it is gone. */
  async names(): Promise<readonly string[] | undefined> {
    return (await readdir(this.address.path).catch(() => undefined))?.toSorted()
  }

  /** How many states lie there. */
  async states(): Promise<number> {
    const data = (await this.names())?.find((name) => name.startsWith('data.'))
    return data === undefined ? 0 : (await readdir(join(this.address.path, data))).length
  }

  /** How much lies in the folder for what is not there yet, after the place was opened again. */
  async unborn(): Promise<number> {
    await openPlace(this.folder)
    return (await readdir(this.address.temporary)).length
  }
}

/** The counters of one test. */
export class Counters {
  readonly #made: Counter[] = []

  /** A counter on which this was done already, by a session for each. */
  async after(...ways: readonly Way[]): Promise<Counter> {
    const counter = await Counter.make()
    this.#made.push(counter)
    for (const way of ways) await counter.does(way)
    return counter
  }

  async remove(): Promise<void> {
    await Promise.all(this.#made.map((counter) => counter.remove()))
  }
}
