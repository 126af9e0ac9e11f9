/**
 * What a trial process is about to do, written to a file before it does it: whoever watches the process reads there what it
 * died of, or hangs in. A file rather than a pipe, for nobody is woken by it: at T2 a case takes microseconds.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { Case } from './case.ts'
import type { SavedCase } from './jobs.ts'
import type { Plan } from './schedules/schedule.ts'

/** Room for a plan, in bytes; the list of a long one is left out. */
const planBytesMax = 4_096

/** Writes notes, each over the one before: the case, and on a line of its own the plan of its schedule. */
export class NoteWriter {
  readonly #fd: number
  readonly #plan = Buffer.alloc(planBytesMax)
  #of: Case | undefined
  #law = ''
  #planAt = 0

  constructor(path: string) {
    this.#fd = openSync(path, 'w')
  }

  /** Notes a case, with the plan of its schedule where it has one. Of a case that was noted last only the plan is. */
  write(law: string, of: Case, plan: Plan | undefined): void {
    if (of !== this.#of || law !== this.#law)
      this.#planAt = writeSync(this.#fd, `${JSON.stringify({ law, case: of })}\n`, 0)
    this.#of = of
    this.#law = law
    const text = plan ? JSON.stringify(plan) : ''
    const length = this.#plan.write(`${text.length < planBytesMax ? text : ''}\n`, 'latin1')
    writeSync(this.#fd, this.#plan, 0, length, this.#planAt)
  }

  close(): void {
    closeSync(this.#fd)
  }
}

/** The last note in a file; undefined where none was written, or a kill cut it short. */
export function readNote(path: string): SavedCase | undefined {
  try {
    const [line = '', plan = ''] = readFileSync(path, 'utf8').split('\n')
    const noted = JSON.parse(line) as SavedCase
    return plan === '' ? noted : { ...noted, case: { ...noted.case, plan: JSON.parse(plan) as Plan } }
  } catch {
    return undefined
  }
}
