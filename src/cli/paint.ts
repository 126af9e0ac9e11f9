/** Colours for a terminal that has them and a person who wants them (NO_COLOR, https://no-color.org). */
import { styleText } from 'node:util'
import type { Paint, Tone } from '../report/paint.ts'
import { unpainted } from '../report/paint.ts'

const styles: Readonly<Record<Tone, Parameters<typeof styleText>[0]>> = {
  good: 'green',
  bad: 'red',
  doubt: 'yellow',
  quiet: 'gray',
  strong: 'bold',
}

/** The paint for a stream; Node itself reads NO_COLOR, FORCE_COLOR and TERM for `hasColors`. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  if (!stream.isTTY || !stream.hasColors()) return unpainted
  // Validation would look at standard output, whichever stream this is.
  return (tone, text) => styleText(styles[tone], text, { validateStream: false })
}
