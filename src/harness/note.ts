/**
 * What a trial process is about to do, written to a file before it does it: whoever watches the process reads there what it
 * died of, or hangs in. A file rather than a pipe, for nobody is woken by it: at T2 a case takes microseconds.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { Case } from './case.ts'
import type { SavedCase } from './jobs.ts'
import type { Plan } from './schedules/schedule.ts'

/** Room for the plans, in bytes; where they are longer, they are left out. */
const plansBytesMax = 16_384

/** Writes notes, each over the one before: the case, and on a line of its own the plans of its rounds. */
export class NoteWriter {
  readonly #fd: number
  readonly #plans = Buffer.alloc(plansBytesMax)
  #of: Case | undefined
  #law = ''
  #plansAt = 0

  constructor(path: string) {
    this.#fd = openSync(path, 'w')
  }

  /** Notes a case, with the plans of its rounds where it has some. Of a case that was noted last only these are. */
  write(law: string, of: Case, plans: readonly Plan[] | undefined): void {
    if (of !== this.#of || law !== this.#law)
      this.#plansAt = writeSync(this.#fd, `${JSON.stringify({ law, case: of })}\n`, 0)
    this.#of = of
    this.#law = law
    const text = plans ? JSON.stringify(plans) : ''
    const length = this.#plans.write(`${text.length < plansBytesMax ? text : ''}\n`, 'latin1')
    writeSync(this.#fd, this.#plans, 0, length, this.#plansAt)
  }

  close(): void {
    closeSync(this.#fd)
  }
}

/** The last note in a file; undefined where none was written, or a kill cut it short. */
export function readNote(path: string): SavedCase | undefined {
  try {
    const [line = '', plans = ''] = readFileSync(path, 'utf8').split('\n')
    const noted = JSON.parse(line) as SavedCase
    return plans === '' ? noted : { ...noted, case: { ...noted.case, plans: JSON.parse(plans) as Plan[] } }
  } catch {
    return undefined
  }
}
