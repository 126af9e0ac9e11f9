/** Threads that run batch after batch, one at a time; what a batch was is read from shared memory. */
import { Worker } from 'node:worker_threads'
import type { History } from '../../../contracts/index.ts'
import { HarnessError, isHarnessError } from '../../../contracts/errors.ts'
import { sharedStartMs } from '../clock.ts'
import type { Counting } from '../coverage/files.ts'
import { Ledger } from '../ledger.ts'
import type { Round } from '../ledger.ts'
import { Gate } from '../schedules/gate.ts'
import { Schedule } from '../schedules/schedule.ts'
import type { Traced } from '../schedules/trace.ts'
import { readTrace } from '../schedules/trace.ts'
import type { Answer, Bidding, Batch, BatchMemory } from './batch.ts'
import { cleared, batchMemory } from './batch.ts'
import type { Reference } from '../load.ts'
import { programPath } from '../pack.ts'

/** What came of a batch. */
export interface BatchEnd {
  readonly history: History
  /** the rounds that have begun */
  readonly rounds: readonly (Round & { readonly choices: readonly number[] })[]
  readonly trace: readonly Traced[]
  /** why it came to a stop before its end, where it did */
  readonly stuck?: string
}

/** How long a thread may take to end, ms; one inside native code ends when that does. */
const endMs = 1_000

/** How often a batch is looked at while it may take so long. */
const looks = 8

/** Whether it comes to pass before a thread that ends has had its time. */
async function soon(event: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, endMs, false)
  })
  const done = await Promise.race([event.then(() => true), late])
  clearTimeout(timer)
  return done
}

/** One thread. Its answers come in the order of what it was told. */
class Thread {
  readonly #worker: Worker
  readonly #gone: Promise<void>
  readonly #waiting: ((answer: Answer) => void)[] = []
  /** the names of points in its traces */
  readonly names: string[] = []
  #why: string | undefined

  constructor(isCounted: boolean) {
    this.#worker = new Worker(programPath('src/harness/actors/worker.js', isCounted))
    // Not by `once` of node:events: it rejects where the thread ends by an error, and hardly anybody would hear of it.
    this.#gone = new Promise((resolve) => {
      this.#worker.once('exit', () => resolve())
    })
    this.#worker.on('message', (answer: Answer) => {
      if (answer.say === 'done') this.names.push(...answer.points)
      this.#waiting.shift()?.(answer)
    })
    this.#worker.on('error', (error) => {
      this.#lost(`the thread of an actor ended by ${String(error)}`)
    })
    this.#worker.on('exit', (code) => {
      this.#lost(`the thread of an actor ended with exit code ${code}`)
    })
  }

  #lost(why: string): void {
    this.#why ??= why
    for (const resolve of this.#waiting.splice(0)) resolve({ say: 'failed', message: why })
  }

  tell(bidding: Bidding): Promise<Answer> {
    return new Promise((resolve) => {
      if (this.#why !== undefined) return resolve({ say: 'failed', message: this.#why })
      this.#waiting.push(resolve)
      this.#worker.postMessage(bidding)
    })
  }

  /** Ends the thread: by itself where it listens, else wherever it is. */
  async end(listens: boolean): Promise<void> {
    if (listens) {
      void this.tell({ do: 'end' })
      if (await soon(this.#gone)) return
    }
    await soon(this.#worker.terminate())
  }
}

/** What a lane serves. */
export interface Serving extends Reference {
  /** how long a call may take, ms */
  readonly callMs: number
  readonly counting?: Counting | undefined
  /** the folders that hold those of places: of files only these are seen */
  readonly watched: readonly string[]
}

/** Threads of which one runs at any time. */
export class Lane {
  readonly #serving: Serving
  readonly #memories: BatchMemory[] = []
  #threads: Thread[] = []
  #last: Promise<unknown> = Promise.resolve()

  constructor(serving: Serving) {
    this.#serving = serving
  }

  /**
   * Runs a batch. It may be given while another runs, and begins when that has ended. Rejects with a `HarnessError`
   * where the harness itself is at fault.
   */
  async run(batch: Batch): Promise<BatchEnd> {
    const threads = await this.#some(batch.actors)
    const memory = cleared(this.#memories.pop() ?? batchMemory(), sharedStartMs(batch.time))
    const bidding: Bidding = { do: 'batch', batch, memory }
    const answers = firstFault(threads.map((thread) => thread.tell(bidding)))
    const before = this.#last
    const ended = before.then(() => this.#watched(answers, memory))
    this.#last = ended
    const fault = await ended
    if (fault) await this.#end(false)
    const end = endOf(memory, threads)
    if (!fault) this.#memories.push(memory)
    if (fault?.code) throw new HarnessError(fault.code, fault.message)
    return fault ? { ...end, stuck: fault.message } : end
  }

  /** Whether so many threads can serve the adapter. */
  async canServe(count: number): Promise<boolean> {
    try {
      await this.#some(count)
      return true
    } catch (error) {
      if (isHarnessError(error, 'ACTOR')) return false
      throw error
    }
  }

  async #some(count: number): Promise<readonly Thread[]> {
    const { adapter, runtime, counting, watched } = this.#serving
    const from = this.#threads.length
    const missing = Array.from({ length: Math.max(0, count - from) }, () => new Thread(counting !== undefined))
    this.#threads.push(...missing)
    const load = { do: 'load', adapter, runtime, counting, watched } as const
    const loaded = await Promise.all(missing.map((thread, index) => thread.tell({ ...load, actor: from + index })))
    const failed = loaded.find((answer) => answer.say === 'failed')
    if (failed) {
      await this.close()
      throw new HarnessError('ACTOR', `the thread of an actor could not load the adapter: ${failed.message}`)
    }
    return this.#threads.slice(0, count)
  }

  /** What went wrong in a batch, where something did: a thread said so, or nothing moved for as long as a call may take. */
  async #watched(answers: Promise<Fault | undefined>, memory: BatchMemory): Promise<Fault | undefined> {
    let timer: NodeJS.Timeout | undefined
    const still = new Promise<Fault>((resolve) => {
      let last = ''
      let idle = 0
      timer = setInterval(() => {
        const now = progressOf(memory)
        idle = now === last ? idle + 1 : 0
        last = now
        if (idle >= looks) resolve({ message: `${standing(memory)}: no answer within ${this.#serving.callMs} ms` })
      }, this.#serving.callMs / looks)
    })
    try {
      return await Promise.race([answers, still])
    } finally {
      clearInterval(timer)
    }
  }

  /** Ends the threads; the next batch would have new ones. */
  close(): Promise<void> {
    return this.#end(true)
  }

  async #end(listens: boolean): Promise<void> {
    const ending = this.#threads
    this.#threads = []
    await Promise.all(ending.map((thread) => thread.end(listens)))
  }
}

type Fault = Pick<Extract<Answer, { say: 'failed' }>, 'message' | 'code'>

/** The first thing that went wrong; undefined once all is well. */
async function firstFault(answers: readonly Promise<Answer>[]): Promise<Fault | undefined> {
  const fault = new Promise<Fault>((resolve) => {
    for (const answer of answers)
      void answer.then((said) => {
        if (said.say === 'failed') resolve(said)
      })
  })
  return Promise.race([fault, Promise.all(answers).then((all) => all.find((said) => said.say === 'failed'))])
}

function gateOf(memory: BatchMemory): Gate {
  return new Gate(memory.gate, new Schedule(memory.schedule), 0)
}

function progressOf(memory: BatchMemory): string {
  const { moves, running } = gateOf(memory)
  return `${moves} ${running} ${new Ledger(memory.ledger).written}`
}

/** What the actor that has its turn is in. */
function standing(memory: BatchMemory): string {
  const { running } = gateOf(memory)
  const open = new Ledger(memory.ledger).history().filter(({ outcome }) => outcome.status === 'unknown')
  const { call } = open.find(({ actor }) => actor === running) ?? open.at(-1) ?? {}
  return call ? `${call.port}.${call.method}` : 'a session that opens or closes'
}

function endOf(memory: BatchMemory, threads: readonly Thread[]): BatchEnd {
  const ledger = new Ledger(memory.ledger)
  const names = threads.map((thread) => thread.names)
  const chosen = new Schedule(memory.schedule).choices()
  const rounds = ledger.rounds().map(({ events, choices = chosen }) => ({ events, choices }))
  return { history: ledger.history(), rounds, trace: readTrace(memory.trace, names) }
}
