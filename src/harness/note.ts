/**
 * What a trial process is about to do, written to a file before it does it: whoever watches the process reads there what it
 * died of, or hangs in. A file rather than a pipe, for nobody is woken by it: at T2 a case takes microseconds.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { Case } from './case.ts'
import type { SavedCase } from './jobs.ts'
import type { Plan } from './schedules/schedule.ts'

/** Writes notes, each over the one before. */
export class NoteWriter {
  readonly #fd: number
  #of: Case | undefined
  #head = ''

  constructor(path: string) {
    this.#fd = openSync(path, 'w')
  }

  /** Notes a case, with the plan of its schedule where it has one. Schedules of one script share most of the text. */
  write(law: string, of: Case, plan: Plan | undefined): void {
    if (of !== this.#of) this.#head = JSON.stringify({ law, case: of }).slice(0, -2)
    this.#of = of
    const planned = plan ? `,"plan":${JSON.stringify(plan)}` : ''
    writeSync(this.#fd, `${this.#head}${planned}}}\n`, 0)
  }

  close(): void {
    closeSync(this.#fd)
  }
}

/** The last note in a file; undefined where none was written, or a kill cut it short. */
export function readNote(path: string): SavedCase | undefined {
  try {
    const [line = ''] = readFileSync(path, 'utf8').split('\n')
    return JSON.parse(line) as SavedCase
  } catch {
    return undefined
  }
}
