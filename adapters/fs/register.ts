/**
 * The register: a cell on the disk that processes share, changed by compare-and-set. Its head is an empty file whose name
 * says the version and the state. Who changes it writes the new state to a file of its own, makes that durable, and
 * renames the head from the name that was read to the next one. A rename of what is not there fails, so that of several
 * contenders one wins and the others start over; no name comes back, so that whoever was stopped for however long fails
 * too. Nobody holds anything, so nothing goes stale, and nobody waits for a process that is dead or stopped.
 *
 * Removal, birth and latecomers. A register is removed by a change to a head named `none`. Then that head is unlinked,
 * which only one can do and after which no rename in this folder succeeds; the states go by the names that were listed;
 * the folder goes when it is empty. One that is killed in between leaves a register without a state, or a folder without
 * a head, and either reads as absent; who wants to write there removes what is left, by the names that it was shown, and
 * makes the register anew. A new one has other names throughout, so that a latecomer can hit nothing of it: it finds
 * neither its head nor its folder of states, and its removal of the folder fails because that is not empty. A state that a
 * latecomer writes into a dying folder keeps that from going, until the next one who comes by.
 *
 * Losses of power. A state and its name are durable before the head names them; the names above a register are durable
 * before its first state; the head is durable before a change is acknowledged, and before anything is answered that was
 * read from it. Where a sync of the head fails, nobody knows what is on the disk, and a later sync that succeeds proves
 * nothing: this session first publishes what it finds anew, before it answers anything more from there.
 */
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { StoreError, describeError } from '../../contracts/errors.ts'
import { newId } from '../../src/core/ids.ts'
import { busyMs } from '../../src/core/retry-policy.ts'
import { list, move, read, readLine, readRange, syncFolder, writeNew } from './driver.ts'
import type { Address, Head, Shown } from './register-folder.ts'
import { abandon, bear, collect, headFile, look, retire, stateFile, syncAbove } from './register-folder.ts'
import type { State, StateLine } from './state-file.ts'
import { readState, readStateLine, writeState } from './state-file.ts'

/** The state of a register, read as far as it is needed. */
export interface Current {
  /** the name of the state */
  readonly name: string
  /** reads what its first line tells */
  line(): Promise<StateLine>
  /** reads the state that has this name or is kept by it */
  state(name?: string): Promise<State>
  /** reads a range of bytes of a file that it keeps; fewer where the file ends before */
  bytes(name: string, from: number, to: number): Promise<Buffer>
  /** the names of all files that lie beside the state, its own among them */
  files(): Promise<readonly string[]>
}

/** Where the next state will lie: the folder, and the version with which the names of files begin that belong to it. */
export interface Bed {
  readonly folder: string
  readonly version: number
}

/** Makes the next state, once what it keeps is written beside it and durable; undefined where the folder is gone. */
export type Making = (bed: Bed) => Promise<State | undefined>

/** What a visit leads to: an answer, and where it changes the register, its next state, or null to remove it. */
export interface Step<Answer> {
  readonly answer: Answer
  readonly next?: State | Making | null
  /** is told the name of the next state once that is durable, before anyone else visits the register in this session */
  readonly published?: (name: string) => void
}

/** What a session does at a register: from what stands there (undefined: nothing) to a step. It may be asked again. */
export type Visit<Answer> = (current: Current | undefined) => Step<Answer> | Promise<Step<Answer>>

/** How registers are visited. */
export interface Visits {
  /** Visits a register. Throws a `StoreError` BUSY where others were faster for `busyMs`. */
  visit<Answer>(address: Address, visit: Visit<Answer>): Promise<Answer>
}

/** Another was faster, and what was read is no more. */
class Superseded extends Error {}

/** Names of heads that are known to be durable, at most. */
const durableMax = 4_096

/** The longest of the first waits of one that lost again and again, ms. */
const waitMsMax = 32

/** Waits for a while, so that contenders spread out. */
async function stepBack(losses: number): Promise<void> {
  const ms = randomInt(1 + Math.min(waitMsMax, 2 ** losses))
  if (losses > 1) await new Promise((resolve) => setTimeout(resolve, ms))
}

/** The registers of one session. Its visits to one register go one after the other. */
export class Registers implements Visits {
  readonly #visits = new Map<string, Promise<unknown>>()
  /** by path: the head that this session saw durable */
  readonly #durable = new Map<string, string>()
  /** paths of registers whose head could not be synced */
  readonly #doubtful = new Set<string>()

  visit<Answer>(address: Address, visit: Visit<Answer>): Promise<Answer> {
    const before = this.#visits.get(address.path) ?? Promise.resolve()
    const answer = before.then(() => this.#insist(address, visit))
    const done = answer
      .catch(() => {})
      .then(() => {
        if (this.#visits.get(address.path) === done) this.#visits.delete(address.path)
      })
    this.#visits.set(address.path, done)
    return answer
  }

  /**
   * The same registers under a demand, which throws where nothing may be done any more. It is made anew in each attempt of each
   * visit, when what stands there was read and just before anything comes of it: visits wait, and are tried again.
   */
  under(demand: () => Promise<void>): Visits {
    return {
      visit: (address, visit) =>
        this.visit(address, async (current) => {
          const step = await visit(current)
          await demand()
          return step
        }),
    }
  }

  /** Settles when no visit runs any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#visits.values())
  }

  async #insist<Answer>(address: Address, visit: Visit<Answer>): Promise<Answer> {
    const until = performance.now() + busyMs
    for (let losses = 0; ; losses += 1) {
      const done = await this.#attempt(address, visit).catch((error: unknown) => {
        if (error instanceof Superseded) return undefined
        throw error
      })
      if (done) return done.answer
      if (performance.now() > until) throw new StoreError('BUSY', `others were faster for ${busyMs} ms`)
      await stepBack(losses)
    }
  }

  /** One look, and the step that it leads to; undefined where that came to nothing, for another was faster. */
  async #attempt<Answer>(address: Address, visit: Visit<Answer>): Promise<Pick<Step<Answer>, 'answer'> | undefined> {
    const shown = await look(address)
    const current = shown?.head?.live === true ? currentOf(address, shown.head, shown.data) : undefined
    if (this.#doubtful.has(address.path)) {
      await this.#put(address, shown, current ? await current.state() : null)
      return undefined
    }
    const { answer, next, published } = await visit(current)
    const reads = next === undefined || (next === null && !current)
    if (reads && !(await this.#confirm(address, shown))) return undefined
    if (next === null && !current && shown) await retire(address, shown)
    if (reads) return { answer }
    const name = await this.#put(address, shown, next)
    if (name === undefined) return undefined
    published?.(name)
    return { answer }
  }

  /** Makes durable what an answer was read from. False where it is gone meanwhile. */
  async #confirm({ path }: Address, shown: Shown | undefined): Promise<boolean> {
    const head = shown?.head?.file
    if (head === undefined || this.#durable.get(path) === head) return true
    if (!(await this.#syncHead(path))) return false
    this.#remember(path, head)
    return true
  }

  /** Syncs the folder of a register. Where that fails, what is on the disk is unknown, and the session remembers it. */
  async #syncHead(path: string): Promise<boolean> {
    try {
      return await syncFolder(path)
    } catch (error) {
      throw this.#doubt(path, error)
    }
  }

  #doubt(path: string, error: unknown): StoreError {
    this.#doubtful.add(path)
    this.#durable.delete(path)
    return new StoreError('IO', `what is on the disk is unknown: ${describeError(error)}`, { cause: error })
  }

  #remember(path: string, head: string): void {
    this.#durable.delete(path)
    this.#durable.set(path, head)
    const [oldest] = this.#durable.keys()
    if (this.#durable.size > durableMax && oldest !== undefined) this.#durable.delete(oldest)
  }

  /** Changes a register from what was shown; null removes it. Gives the name of the new state; undefined where it lost. */
  async #put(address: Address, shown: Shown | undefined, due: State | Making | null): Promise<string | undefined> {
    if (shown?.head === undefined || shown.data === undefined) {
      if (shown?.head?.live === true)
        throw new StoreError('CORRUPT', `the states of a register are missing: ${address.path}`)
      if (shown) await retire(address, shown)
      await bear(address)
      return undefined
    }
    if (shown.head.version === 0) await this.#syncAbove(address, shown)
    const head = headAfter(shown.head, due !== null)
    const next = typeof due === 'function' ? await due({ folder: shown.data, version: head.version }) : due
    if (next === undefined) return undefined
    if (next && !(await publishState(shown.data, head, next))) return undefined
    if (!(await this.#rename(address.path, shown.head.file, head.file))) {
      if (next) await abandon(shown.data, head, next.keeps)
      return undefined
    }
    this.#doubtful.delete(address.path)
    this.#remember(address.path, head.file)
    const after = { head, data: shown.data }
    // What stays is collected another time: the change has happened, and is not undone by a failure here.
    const clearing = next ? collect(shown.data, head, next.keeps) : retire(address, after)
    await clearing.catch(() => {})
    return stateFile(head.version, head.id)
  }

  /** Nobody may build on a register whose place among the others could not be made durable: it is made anew. */
  async #syncAbove(address: Address, shown: Shown): Promise<void> {
    try {
      await syncAbove(address)
    } catch (error) {
      await retire(address, shown).catch(() => {})
      throw error
    }
  }

  /** The change itself, made durable. */
  async #rename(path: string, from: string, to: string): Promise<boolean> {
    try {
      if (!(await move(join(path, from), join(path, to)))) return false
    } catch (error) {
      throw this.#doubt(path, error)
    }
    await this.#syncHead(path)
    return true
  }
}

function headAfter({ version }: Head, live: boolean): Head {
  const id = newId()
  return { file: headFile(live, version + 1, id), version: version + 1, id, live }
}

/** Writes a state, and makes it and its name durable. False where the folder is gone; what fails leaves no file. */
async function publishState(data: string, head: Head, state: State): Promise<boolean> {
  try {
    return (await writeNew(join(data, stateFile(head.version, head.id)), writeState(state))) && (await syncFolder(data))
  } catch (error) {
    await abandon(data, head, state.keeps)
    throw error
  }
}

function currentOf(address: Address, head: Head, data: string | undefined): Current {
  const own = stateFile(head.version, head.id)
  const readWith = async <Read>(
    name: string,
    how: (file: string) => Promise<Buffer | undefined>,
    parse: (bytes: Buffer, file: string) => Read,
  ): Promise<Read> => {
    const file = join(data ?? '', name)
    const found = data === undefined ? undefined : await how(file)
    if (found !== undefined) return parse(found, file)
    const now = await look(address)
    if (now?.head?.file !== head.file) throw new Superseded()
    throw new StoreError('CORRUPT', `a state is missing: ${join(address.path, name)}`)
  }
  return {
    name: own,
    line: () => readWith(own, readLine, readStateLine),
    state: (name = own) => readWith(name, read, readState),
    bytes: (name, from, to) =>
      readWith(
        name,
        (file) => readRange(file, from, to),
        (bytes) => bytes,
      ),
    files: async () => (data === undefined ? [] : ((await list(data)) ?? [])),
  }
}
