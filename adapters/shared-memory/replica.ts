/**
 * A replica of a place in one thread. It joins by a snapshot, and from then on makes every change that the first replica
 * has put in order. Changes are asked of the first replica, and answered when this one has made them; reads are answered here,
 * once this one has made all that were made anywhere before the read began. Calls wait for the snapshot.
 *
 * Invariants: a change is made once, in its order; where one is missing, or more came during a join than are kept, the
 * replica joins again and loses nothing, for what it had asked for comes with the new snapshot or behind it.
 */
import { randomUUID } from 'node:crypto'
import { StoreError } from '../../contracts/errors.ts'
import type { Change } from './machine.ts'
import { Machine, emptyTables } from './machine.ts'
import type { Asked, Ordered, SharedPlace, Snapshot, Told } from './wire.ts'
import { Channel, channelName, headBytes } from './wire.ts'

/** How a replica joins. */
export interface Joining {
  /** how long the first replica may take to answer, ms: 1,000 where absent */
  readonly syncMs?: number
  /** how many changes are kept while a snapshot is waited for: 1,000 where absent */
  readonly pendingMax?: number
}

/** How long a change may take to be ordered, ms. */
const answerMs = 10_000

/** Somebody who waits for an answer, or for a number of changes. */
interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: StoreError) => void
}

/** Waits, and is told where that is too long: the thread of the first replica is gone, or stands still. */
async function inTime(waiting: Promise<unknown>, late: () => void): Promise<unknown> {
  const timer = setTimeout(late, answerMs)
  try {
    return await waiting
  } finally {
    clearTimeout(timer)
  }
}

export class Replica {
  /** fulfilled once the first snapshot is taken over: what a read then shows is all that was there before (cache:13) */
  readonly synced: Promise<void>
  readonly #name = randomUUID()
  readonly #up: Channel<never, Asked>
  readonly #down: Channel<Told, never>
  readonly #own: Channel<Snapshot, never>
  readonly #pendingMax: number
  readonly #syncMs: number
  readonly #requests = new Map<number, Waiting>()
  #readers: (Waiting & { readonly order: bigint })[] = []
  #sync: Waiting | undefined
  #late: NodeJS.Timeout | undefined
  #pending: Ordered[] = []
  /** whether more came while a snapshot was waited for than is kept */
  #overflowed = false
  #machine = new Machine(emptyTables())
  #head = new BigInt64Array(new SharedArrayBuffer(headBytes))
  /** how many changes were made here */
  #order = 0
  #isJoining = false
  #asked = 0
  #over: StoreError | undefined

  constructor(place: SharedPlace, { syncMs = 1_000, pendingMax = 1_000 }: Joining = {}) {
    this.#pendingMax = pendingMax
    this.#syncMs = syncMs
    this.#up = new Channel(channelName(place, 'up'))
    this.#own = new Channel(channelName(place, { to: this.#name }), (snapshot) => this.#takeOver(snapshot))
    this.#down = new Channel(channelName(place, 'down'), (told) => this.#hear(told))
    const synced = new Promise<unknown>((resolve, reject) => {
      this.#sync = { resolve, reject }
    })
    this.synced = this.#own.during(synced).then(() => undefined)
    this.synced.catch(() => {})
    this.#join()
  }

  /** Makes a change wherever there is a replica; its answer is that of the first. */
  async change(change: Change): Promise<unknown> {
    await this.synced
    this.#demandOpen()
    this.#asked += 1
    const request = this.#asked
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#requests.set(request, { resolve, reject })
    })
    this.#up.say({ say: 'change', replica: this.#name, request, change })
    const late = (): void => {
      this.#requests.get(request)?.reject(new StoreError('IO', `no answer within ${answerMs} ms: it may have happened`))
      this.#requests.delete(request)
    }
    return this.#down.during(inTime(answer, late))
  }

  /** Reads what all changes have left that were made before now, wherever. */
  async read({ port, method, args, atMs }: Change): Promise<unknown> {
    await this.synced
    this.#demandOpen()
    const order = Atomics.load(this.#head, 0)
    if (BigInt(this.#order) < order) {
      let late = (): void => {}
      const made = new Promise<unknown>((resolve, reject) => {
        this.#readers.push({ order, resolve, reject })
        late = () => reject(new StoreError('UNREACHABLE', `changes that were made did not come within ${answerMs} ms`))
      })
      await this.#down.during(inTime(made, late))
    }
    return this.#machine.make({ port, method, args, atMs })
  }

  /** Leaves. Whatever still was asked for may have happened. */
  close(): void {
    this.#end(new StoreError('IO', 'the session was closed before the change was answered'))
  }

  #demandOpen(): void {
    if (this.#over) throw this.#over
  }

  #join(): void {
    this.#isJoining = true
    this.#overflowed = false
    this.#late = setTimeout(() => {
      this.#end(new StoreError('UNREACHABLE', `no replica of the place has answered within ${this.#syncMs} ms`))
    }, this.#syncMs)
    this.#up.say({ say: 'join', replica: this.#name })
  }

  #hear(told: Told): void {
    if (told.say === 'gone') return this.#end(new StoreError('IO', 'the place was destroyed while it was used'))
    if (told.replica === this.#name) {
      this.#requests.get(told.request)?.resolve(told.answer)
      this.#requests.delete(told.request)
    }
    if (!this.#isJoining && told.order > this.#order + 1) this.#join()
    if (this.#isJoining) this.#keep(told)
    else this.#make(told)
  }

  #keep(ordered: Ordered): void {
    if (this.#pending.length < this.#pendingMax) this.#pending.push(ordered)
    else this.#overflowed = true
  }

  #make({ order, change }: Ordered): void {
    if (order <= this.#order) return
    void this.#machine.make(change).catch(() => {})
    this.#order = order
    this.#wake()
  }

  /** What was kept follows the snapshot; where some of it was not, the end of it is missing, and another snapshot brings it. */
  #takeOver({ order, tables, head }: Snapshot): void {
    clearTimeout(this.#late)
    this.#head = new BigInt64Array(head)
    this.#machine = new Machine(tables)
    this.#order = order
    for (const ordered of this.#pending.splice(0)) this.#make(ordered)
    if (this.#overflowed && BigInt(this.#order) < Atomics.load(this.#head, 0)) return this.#join()
    this.#isJoining = false
    this.#wake()
    this.#sync?.resolve(undefined)
  }

  #wake(): void {
    if (this.#isJoining) return
    const made = BigInt(this.#order)
    const due = this.#readers.filter(({ order }) => order <= made)
    this.#readers = this.#readers.filter(({ order }) => order > made)
    for (const { resolve } of due) resolve(undefined)
  }

  #end(why: StoreError): void {
    if (this.#over) return
    this.#over = why
    clearTimeout(this.#late)
    for (const { reject } of [...this.#readers, ...(this.#sync ? [this.#sync] : [])]) reject(why)
    // These were asked for, and may be made yet.
    const open = new StoreError('IO', `it may have happened: ${why.message}`)
    for (const { reject } of this.#requests.values()) reject(open)
    this.#requests.clear()
    this.#readers = []
    for (const channel of [this.#up, this.#down, this.#own]) channel.close()
  }
}
