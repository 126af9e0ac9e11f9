/** Numbers, shares and yes or no as people write them on a command line. */
import { HarnessError } from '../../contracts/errors.ts'

/** A whole number of a range; throws a `HarnessError` USAGE that names what was to be set. */
export function readWhole(name: string, text: string, min: number, max: number): number {
  const value = /^[+-]?\d+$/.test(text.trim()) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw new HarnessError('USAGE', `${name}: expected a whole number from ${min} to ${max}, got ${JSON.stringify(text)}`)
}

const truths = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
])

/** Yes or no, for a flag that other sources than the command line may set; throws a `HarnessError` USAGE. */
export function readTruth(name: string, text: string): boolean {
  const truth = truths.get(text.trim())
  if (truth !== undefined) return truth
  throw new HarnessError('USAGE', `${name}: expected true or false, 1 or 0; got ${JSON.stringify(text)}`)
}

/** Which share of how many. */
export interface Shard {
  readonly index: number
  readonly of: number
}

const shardsMax = 1_000

/** A share like `2/5`; throws a `HarnessError` USAGE where it is none. */
export function readShard(text: string): Shard {
  const [, index = '', of = ''] = /^(\d+)\/(\d+)$/.exec(text.trim()) ?? []
  const shard = { index: Number(index), of: Number(of) }
  if (shard.index >= 1 && shard.index <= shard.of && shard.of <= shardsMax) return shard
  throw new HarnessError(
    'USAGE',
    `--shard: expected i/n with i from 1 to n and n up to ${shardsMax}, like 2/5; got ${JSON.stringify(text)}`,
  )
}
