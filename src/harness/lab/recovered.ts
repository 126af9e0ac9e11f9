/** A place that a loss of power left: opened by sessions that never saw it, read, and used again. */
import type { Call, Json } from '../../../contracts/index.ts'
import { isHarnessError } from '../../../contracts/errors.ts'
import { ThreadActor } from '../actors/thread.ts'
import type { Case, Loss } from '../case.ts'
import { frozen } from '../crossing.ts'
import { CaseWatch } from '../deadline.ts'
import { Recorder } from '../history.ts'
import { forget } from '../mutate.ts'
import { movedPlace, removeImage, writeImage } from '../power/images.ts'
import type { Recording } from '../power/recording.ts'
import { historyAt } from '../power/recording.ts'
import { stuckBy } from './stage.ts'
import type { Ran, Subject } from './subject.ts'

/** A call, or what binds one when it is due; undefined where it refers to nothing. */
type Due = () => Promise<Call | undefined> | Call | undefined

/** What one image holds, once it is a place. */
export class Recovered {
  readonly #subject: Subject
  readonly #recording: Recording
  readonly #folder: string
  readonly #place: Json
  readonly #recorder: Recorder
  readonly #watch: CaseWatch
  #sessions: number
  #stuck: string | undefined
  #unopened: string | undefined

  private constructor(subject: Subject, recording: Recording, loss: Loss) {
    const history = historyAt(recording, loss.cut)
    this.#subject = subject
    this.#recording = recording
    this.#folder = subject.places.spareFolder()
    this.#place = movedPlace(recording.place, recording.folder, this.#folder)
    this.#recorder = new Recorder(recording.clock, history)
    this.#watch = new CaseWatch(subject.callMs)
    this.#sessions = 1 + Math.max(0, ...recording.history.map(({ actor }) => actor))
  }

  /** Makes a place of the image that the loss leaves, for as long as `use` takes. */
  static async of<Value>(
    subject: Subject,
    recording: Recording,
    loss: Loss,
    use: (recovered: Recovered) => Promise<Value>,
  ): Promise<Value> {
    const recovered = new Recovered(subject, recording, loss)
    writeImage(recording.disk.image(loss), recovered.#folder)
    try {
      return await use(recovered)
    } finally {
      forget(recovered.#place)
      removeImage(recovered.#folder)
    }
  }

  /** What came of it so far. */
  get ran(): Ran {
    const ran: Ran = { history: this.#recorder.history(), fired: true, points: [], choices: [] }
    if (this.#stuck !== undefined) return { ...ran, stuck: this.#stuck }
    return this.#unopened === undefined ? ran : { ...ran, unopened: this.#unopened }
  }

  /** Opens a session and reads all that the calls of the whole script touched. */
  async read(): Promise<void> {
    const { contract, adapter } = this.#subject
    const calls = contract.commands.probes(this.#recording.history, adapter.claims)
    await this.#session(calls.map((call) => () => frozen(contract.port, call)))
  }

  /** Makes the first call of a script that can be made, as whoever goes on after the loss may. */
  async goOn({ script }: Case): Promise<void> {
    const { contract, adapter } = this.#subject
    const first = script.find((step) => 'does' in step)
    const bound = (): Call | undefined | Promise<Call> => {
      const call = first && contract.commands.resolve(first.does, this.#recorder.history(), adapter.claims)
      return call && frozen(contract.port, call)
    }
    await this.#session([bound])
  }

  async #session(calls: readonly Due[]): Promise<void> {
    if (this.#stuck !== undefined || this.#unopened !== undefined) return
    try {
      await this.#watch.over(this.#makes(calls))
    } catch (error) {
      this.#stuck = stuckBy(error)
    }
  }

  async #makes(calls: readonly Due[]): Promise<void> {
    const { adapter, worn } = this.#subject
    const { clock } = this.#recording
    const number = this.#sessions
    this.#sessions += 1
    const opening = ThreadActor.open({ adapter, place: this.#place, clock, worn, patience: this.#watch })
    const actor = await opening.catch((error: unknown) => {
      this.#unopened = refusal(error)
      return undefined
    })
    if (!actor) return
    for (const due of calls) {
      const call = await due()
      if (call) this.#recorder.invoke(number, call)(await actor.call(call))
    }
    await actor.close()
  }

  /** why no session could be opened, where none could */
  get unopened(): string | undefined {
    return this.#unopened ?? this.#stuck
  }
}

/** What the adapter said where it did not open; a deadline goes on. */
function refusal(error: unknown): string {
  if (isHarnessError(error) || !(error instanceof Error)) throw error
  return error.message
}
