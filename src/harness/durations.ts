/** Durations as people write them: `500ms`, `30s`, `2m`. */
import { HarnessError } from '../../contracts/errors.ts'

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 }

/** The longest duration that is understood, ms: one day. */
const msMax = 86_400_000

/** Milliseconds from a text; throws a `HarnessError` USAGE that names what was to be set. */
export function readDuration(name: string, text: string): number {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text.trim()) ?? []
  const ms = Number(digits) * (unitsMs[unit] ?? Number.NaN)
  if (ms >= 1 && ms <= msMax) return Math.round(ms)
  throw new HarnessError(
    'USAGE',
    `${name}: expected a duration from 1ms to 1440m, like 500ms, 30s or 2m; got ${JSON.stringify(text)}`,
  )
}
