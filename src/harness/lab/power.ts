/**
 * Losses of power, as the lab makes them (T5): a script is run to its end once, with all its file operations recorded; then
 * each image that a loss of power may leave is opened as a place, and what is found there is judged with the calls that
 * had been acknowledged.
 */
import type { Case, Loss } from '../case.ts'
import { turnOfLoop } from '../deadline.ts'
import { losses } from '../power/losses.ts'
import type { Recording } from '../power/recording.ts'
import { taken, takingTurns } from '../power/turns.ts'
import { lossInWords } from '../power/words.ts'
import { seedFor } from '../random.ts'
import { noMeans } from '../verdict.ts'
import type { Searching } from './driver-search.ts'
import { Recovered } from './recovered.ts'
import { stuckBy } from './stage.ts'
import type { Found, Ran, Subject } from './subject.ts'

/** Images of one script that are opened at most: few of the first ones, for other scripts show more than more of one. */
const imagesAtFirst = 40
const imagesLater = 600
const firstScripts = 8

/** One image in so many is of a loss that came in no call: while a session opened or closed. */
const elsewhereEvery = 4

/** One image in so many is used again after it was recovered: a call is made, and all is read by one more session. */
const goesOnEvery = 5

/** Looks for losses of power that break one law. */
export class PowerSearch {
  readonly #subject: Subject
  readonly #lab: Searching
  #scripts = 0
  #opened = 0
  /** why nothing can be said, where that is so */
  lacking: string | undefined
  /** why a case that was run again was not tried by that, where its loss cannot come */
  missed: string | undefined
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
    return this.#search(of, seed, this.#scripts < firstScripts ? imagesAtFirst : imagesLater)
  }

  async #search(of: Case, seed: number, images: number): Promise<Found | undefined> {
    return this.#recorded(of, async (recording) => {
      this.#scripts += 1
      const seen = new Set<string>()
      let left = images
      for (const loss of this.#losses(recording, seedFor(seed, JSON.stringify(of)), images)) {
        if (left === 0 || this.#lab.isOver()) return undefined
        const key = keyOf(recording, loss)
        if (seen.has(key)) continue
        seen.add(key)
        left -= 1
        this.#opened += 1
        // Sessions of synchronous drivers wait for nothing, and whoever ends this process would not be heard.
        await turnOfLoop()
        const found = await this.#judged(recording, { ...of, loss }, loss, this.#opened % goesOnEvery === 0)
        if (found) return found
      }
      return undefined
    })
  }

  /** The losses to try: those that come in a call or right after it, and now and then one that comes elsewhere. */
  *#losses({ disk, spans, cuts }: Recording, seed: number, images: number): Generator<Loss> {
    const isInCall = (cut: number): boolean =>
      spans.some(({ invokedAt, returnedAt }) => cut > invokedAt && cut <= returnedAt)
    // Before its first call every script does the same.
    const first = this.#scripts > 1 ? (spans[0]?.invokedAt ?? 0) : 0
    const elsewhere = cuts.filter((cut) => cut >= first && !isInCall(cut))
    const inCalls = losses(disk, { profile: 'posix', seed, cuts: cuts.filter(isInCall) })
    const others = losses(disk, { profile: 'posix', seed, cuts: elsewhere })
    yield* takingTurns(inCalls, taken(others, images / elsewhereEvery))
  }

  /** Runs a case again: with its loss, or where it has none with whatever losses break the law. */
  async repeat(of: Case, seed: number): Promise<Found | undefined> {
    const { loss } = of
    if (!loss) return this.#search(of, seed, imagesLater)
    return this.#recorded(of, async (recording) => {
      if (recording.cuts.includes(loss.cut) && recording.disk.allows(loss))
        return this.#judged(recording, of, loss, true)
      this.missed = 'its loss of power is none that the file operations of this run allow'
      return undefined
    })
  }

  async #recorded(of: Case, use: (recording: Recording) => Promise<Found | undefined>): Promise<Found | undefined> {
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
      return this.#noted(plain, { history: [], fired: true, points: [], choices: [], stuck })
    }
  }

  /** Whether the place can be opened at another path at all: of one that cannot, images say nothing. */
  async #opensElsewhere(recording: Recording): Promise<boolean> {
    if (this.#scripts > 0) return true
    const whole: Loss = { profile: 'posix', cut: recording.disk.operations.length, lost: [] }
    const why = await Recovered.of(this.#subject, recording, whole, async (recovered) => {
      await recovered.read()
      return recovered.unopened
    })
    if (why !== undefined) this.lacking = `${noMeans}the place cannot be opened elsewhere: ${why}`
    return why === undefined
  }

  /** Opens the image of one loss and judges it; where nothing is wrong with it and `goesOn`, uses it again and reads once more. */
  async #judged(recording: Recording, of: Case, loss: Loss, goesOn: boolean): Promise<Found | undefined> {
    this.#lab.announce(of)
    const ran = await Recovered.of(this.#subject, recording, loss, async (recovered) => {
      await recovered.read()
      if (!goesOn || this.#lab.read(of, recovered.ran).broken) return recovered.ran
      await recovered.goOn(of)
      await recovered.read()
      return recovered.ran
    })
    this.#lab.evidence.noteImage()
    const found = this.#noted(of, ran)
    return found && { ...found, power: lossInWords(recording, loss) }
  }

  #noted(of: Case, ran: Ran): Found | undefined {
    const reading = this.#lab.read(of, ran)
    this.#lab.evidence.note(of, ran, reading)
    const { history, choices, points } = ran
    return reading.broken && { case: of, broken: reading.broken, history, choices, points }
  }
}

/** The same text for losses that leave the same image to be judged with the same calls. */
function keyOf({ disk, spans }: Recording, loss: Loss): string {
  const acknowledged = spans.filter(({ returnedAt }) => returnedAt <= loss.cut).length
  const isInFlight = spans.some(({ invokedAt, returnedAt }) => invokedAt < loss.cut && returnedAt > loss.cut)
  return `${acknowledged} ${isInFlight}\n${disk.signature(loss)}`
}
