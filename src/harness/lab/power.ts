/**
 * Losses of power, as the lab makes them (T5): a script is run to its end once, with all its file operations recorded; then
 * each image that a loss of power may leave is opened as a place, and what is found there is judged with the calls that
 * had been acknowledged.
 */
import type { Call, History } from '../../../contracts/index.ts'
import { isHarnessError } from '../../../contracts/errors.ts'
import { ThreadActor } from '../actors/thread.ts'
import type { Case, Loss } from '../case.ts'
import { frozen } from '../crossing.ts'
import { CaseWatch } from '../deadline.ts'
import { Recorder } from '../history.ts'
import { forget } from '../mutate.ts'
import { movedPlace, removeImage, writeImage } from '../power/images.ts'
import { losses } from '../power/losses.ts'
import type { Recording } from '../power/recording.ts'
import { historyAt } from '../power/recording.ts'
import { lossInWords } from '../power/words.ts'
import { seedFor } from '../random.ts'
import { noMeans } from '../verdict.ts'
import type { Searching } from './driver-search.ts'
import { stuckBy } from './stage.ts'
import type { Found, Ran, Subject } from './subject.ts'

/** Images of one script that are opened at most: other scripts show more than more of one. */
const imagesPerScript = 600

/** One image in so many is used again after it was recovered: a call is made, and all is read by one more session. */
const goesOnEvery = 8

/** Looks for losses of power that break one law. */
export class PowerSearch {
  readonly #subject: Subject
  readonly #lab: Searching
  #scripts = 0
  #opened = 0
  /** why nothing can be said, where that is so */
  lacking: string | undefined
  /** whether any file operation was seen */
  #writes = false

  constructor(subject: Subject, lab: Searching) {
    this.#subject = subject
    this.#lab = lab
  }

  /** why images prove nothing, where that is so */
  get emptiness(): string | undefined {
    return this.#writes ? undefined : `${noMeans}the adapter changes no file in the folder of its place`
  }

  /** Tries losses of power in a script until one breaks the law, or enough were tried. */
  async try(of: Case, seed: number): Promise<Found | undefined> {
    return this.#recorded(of, async (recording) => {
      this.#scripts += 1
      // Before its first call every script does the same.
      const from = this.#scripts > 1 ? (recording.spans[0]?.invokedAt ?? 0) : 0
      const seen = new Set<string>()
      let left = imagesPerScript
      for (const loss of losses(recording.disk, { profile: 'posix', seed: seedFor(seed, JSON.stringify(of)), from })) {
        if (left === 0 || this.#lab.isOver()) return undefined
        const key = keyOf(recording, loss)
        if (seen.has(key)) continue
        seen.add(key)
        left -= 1
        this.#opened += 1
        const found = await this.#judged(recording, { ...of, loss }, loss, this.#opened % goesOnEvery === 0)
        if (found) return found
      }
      return undefined
    })
  }

  /** Runs a case again: with its loss, or where it has none with whatever losses break the law. */
  async repeat(of: Case, seed: number): Promise<Found | undefined> {
    const { loss } = of
    if (!loss) return this.try(of, seed)
    return this.#recorded(of, async (recording) =>
      recording.disk.allows(loss) ? this.#judged(recording, of, loss, true) : undefined,
    )
  }

  async #recorded(
    of: Case,
    use: (recording: Recording) => Promise<Found | undefined>,
  ): Promise<Found | undefined> {
    const lab = this.#lab
    const { loss: _, ...plain } = of
    lab.announce(plain)
    try {
      const recording = await this.#subject.power().record(this.#subject, plain)
      if ('lacking' in recording) {
        this.lacking = `${noMeans}${recording.lacking}`
        return undefined
      }
      this.#writes ||= recording.disk.operations.length > 0
      try {
        return (await this.#opensElsewhere(recording)) ? await use(recording) : undefined
      } finally {
        await recording.remove()
      }
    } catch (error) {
      const stuck = stuckBy(error)
      return this.#read(plain, { history: [], fired: true, points: [], choices: [], stuck })
    }
  }

  /** Whether the place can be opened at another path at all: of one that cannot, images say nothing. */
  async #opensElsewhere(recording: Recording): Promise<boolean> {
    if (this.#scripts > 0) return true
    const whole: Loss = { profile: 'posix', cut: recording.disk.operations.length, lost: [] }
    const { unopened } = await this.#look(recording, whole, { history: [], probes: [] }, undefined)
    if (unopened !== undefined) this.lacking = `${noMeans}the place cannot be opened elsewhere: ${unopened}`
    return unopened === undefined
  }

  /** Opens the image of one loss and judges it. */
  async #judged(recording: Recording, of: Case, loss: Loss, goesOn: boolean): Promise<Found | undefined> {
    const { contract, adapter } = this.#subject
    this.#lab.announce(of)
    const history = historyAt(recording, loss.cut)
    const calls = contract.commands.probes(recording.history, adapter.claims)
    const probes = await Promise.all(calls.map((call) => frozen(contract.port, call)))
    const ran = await this.#look(recording, loss, { history, probes }, goesOn ? of : undefined)
    const found = this.#read(of, ran)
    this.#lab.evidence.noteImage()
    return found && { ...found, power: lossInWords(recording, loss) }
  }

  #read(of: Case, ran: Ran): Found | undefined {
    const reading = this.#lab.read(of, ran)
    this.#lab.evidence.note(of, ran, reading)
    const { history, choices, points } = ran
    return reading.broken && { case: of, broken: reading.broken, history, choices, points }
  }

  /** Makes the image a place, reads all that was touched, and with `goesOn` makes a call of that script and reads again. */
  async #look(
    { disk, place, folder, clock }: Recording,
    loss: Loss,
    { history, probes }: { readonly history: History; readonly probes: readonly Call[] },
    goesOn: Case | undefined,
  ): Promise<Ran> {
    const { adapter, worn, places, callMs, contract } = this.#subject
    const here = places.spareFolder()
    const json = movedPlace(place, folder, here)
    const watch = new CaseWatch(callMs)
    const recorder = new Recorder(clock, history)
    const ran = { history: recorder.history(), fired: true, points: [], choices: [] }
    let number = 1
    const session = async (calls: (() => Promise<Call | undefined> | Call)[]): Promise<string | undefined> => {
      const opening = ThreadActor.open({ adapter, place: json, clock, worn, patience: watch })
      const actor = await opening.catch((error: unknown) => unopenedBy(error))
      if (typeof actor === 'string') return actor
      for (const bound of calls) {
        const call = await bound()
        if (call) recorder.invoke(number, call)(await actor.call(call))
      }
      number += 1
      await actor.close()
      return undefined
    }
    const reads = probes.map((call) => () => call)
    const first = goesOn?.script.find((step) => 'does' in step)
    const command = async (): Promise<Call | undefined> => {
      const call = first && contract.commands.resolve(first.does, recorder.history(), adapter.claims)
      return call && frozen(contract.port, call)
    }
    writeImage(disk.image(loss), here)
    try {
      const all = async (): Promise<string | undefined> =>
        (await session(reads)) ?? (goesOn ? ((await session([command])) ?? (await session(reads))) : undefined)
      const unopened = await watch.over(all())
      return unopened === undefined ? ran : { ...ran, unopened }
    } catch (error) {
      return { ...ran, stuck: stuckBy(error) }
    } finally {
      forget(json)
      removeImage(here)
    }
  }
}

/** Why a session did not open; a deadline goes on. */
function unopenedBy(error: unknown): string {
  if (isHarnessError(error) || !(error instanceof Error)) throw error
  return error.message
}

/** The same text for losses that leave the same image to be judged with the same calls. */
function keyOf({ disk, spans }: Recording, loss: Loss): string {
  const acknowledged = spans.filter(({ returnedAt }) => returnedAt <= loss.cut).length
  const isInFlight = spans.some(({ invokedAt, returnedAt }) => invokedAt < loss.cut && returnedAt > loss.cut)
  return `${acknowledged} ${isInFlight}\n${disk.signature(loss)}`
}
