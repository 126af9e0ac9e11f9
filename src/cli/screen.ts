/** Standard error as a person follows it: lines that stay, and on a terminal one last line that changes in place. */
import { cut, visible } from '../report/line.ts'
import type { Outlet } from './outlet.ts'

const eraseLine = '\r\u001b[2K'

export class Screen {
  readonly #err: Outlet
  #status = ''

  constructor(err: Outlet) {
    this.#err = err
  }

  /** Writes a line that stays. */
  say(line: string): void {
    this.#draw(`${line}\n`, this.#status)
  }

  /** Shows a line until the next one; nothing where it is empty. It is cut to the width of the terminal. */
  show(status: string): void {
    const fitting = cut(visible(status), this.#err.columns - 1)
    if (fitting !== this.#status) this.#draw('', fitting)
  }

  /** One write, so that the line does not flicker. */
  #draw(stays: string, status: string): void {
    const erase = this.#status === '' ? '' : eraseLine
    this.#status = status
    this.#err.write(`${erase}${stays}${this.#err.paint('quiet', status)}`)
  }
}
