/** What is drawn by chance, for names above all. A bend makes all of it the same, so that writers draw each other's names. */
import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import type { AnyFunction } from './patch.ts'
import { patch } from './patch.ts'
import { seam } from './seam.ts'

/** The words of a draw that is always the same: bytes as hexadecimal digits or in base 64, and a UUID. */
const fixedWord = /0{12}|A{8}/

/** Whether a name is one that was drawn under the bend. */
export function isFixedDraw(name: string): boolean {
  return seam.bend === 'fixed-draws' && fixedWord.test(name)
}

/** The function, which under the bend gives what is fixed; with a callback among the arguments it stays as it is. */
function bent(fixed: (size: unknown) => unknown): (original: AnyFunction) => AnyFunction {
  return (original) =>
    function draw(...args) {
      const isOwn = seam.bend !== 'fixed-draws' || args.some((argument) => typeof argument === 'function')
      return isOwn ? original.apply(this, args) : fixed(args[0])
    }
}

/** From now on what this thread draws can be bent. */
export function watchDraws(): void {
  const uuid = '00000000-0000-4000-8000-000000000000'
  patch(
    crypto,
    'randomBytes',
    bent((size) => Buffer.alloc(Number(size))),
  )
  patch(
    crypto,
    'randomUUID',
    bent(() => uuid),
  )
  syncBuiltinESMExports()
}
