/**
 * What an append of one item costs: to a run of 200,000 items in terms of one to a run of two, on each of our adapters. Both
 * are made in turns, so that whatever else the machine does meets them alike. The figure is a ratio of one run; the times
 * that are told beside it mean something on a machine without other work only.
 */
import type { Adapter, CheckpointKey, Checkpoints, Json } from '../contracts/index.ts'
import { loadAdapter } from '../src/harness/load.ts'
import { makeRunFolder } from '../src/harness/run-folder.ts'
import { serving } from '../src/harness/served.ts'
import type { Bench } from './bench.ts'
import { adapterUrl, against, median } from './bench.ts'

const adapters = ['memory', 'sqlite', 'fs', 'postgres']

const wanted = 1.5

const [few, many] = [2, 200_000]

/** How many items the long run gets at a time. */
const batch = 10_000

/** Blocks of appends: the ratio of each is that of its sums, in which whatever comes now and then has its part. */
const [blocks, appends] = [15, 64]

const bench: Bench = async (tell) => {
  for (const name of adapters) tell(await told(name))
  return true
}

export default bench

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

async function told(name: string): Promise<string> {
  const { short, long } = await measured(await loadAdapter(adapterUrl(name)))
  const ratio = median(long.map((block, index) => sum(block) / sum(short[index] ?? [])))
  const [ofShort, ofLong] = [short, long].map((all) => (1_000 * median(all.flat())).toFixed(0))
  return `${name}: ${against(ratio, wanted, 'times')}; ${ofShort} us to ${few} items, ${ofLong} us to ${many.toLocaleString('en')}`
}

interface Measured {
  /** by block, ms of each append */
  readonly short: readonly (readonly number[])[]
  readonly long: readonly (readonly number[])[]
}

/** Measures an adapter on a place of its own. */
async function measured(adapter: Adapter): Promise<Measured> {
  const folder = await makeRunFolder()
  try {
    const served = await serving(adapter, undefined, async ({ at }) => {
      const place = await adapter.create({ id: 'bench', dir: folder.path, ...(at === undefined ? {} : { server: at }) })
      const figures = await onPlace(adapter, place)
      await adapter.destroy(place)
      return figures
    })
    if (served.how === 'used') return served.value
    throw new Error('reason' in served ? served.reason : served.how)
  } finally {
    await folder.remove()
  }
}

async function onPlace(adapter: Adapter, place: Json): Promise<Measured> {
  const session = await adapter.open(place, { clock: { now: () => Date.now() }, signal: new AbortController().signal })
  try {
    const checkpoints = session['checkpoints'] as Checkpoints
    const long = await begun(checkpoints, 'long', many)
    const all: { readonly short: number[][]; readonly long: number[][] } = { short: [], long: [] }
    for (let block = 0; block < blocks; block += 1) {
      const times = { short: [] as number[], long: [] as number[] }
      for (let at = 0; at < appends; at += 1) {
        const short = await begun(checkpoints, `short ${block} ${at}`, few)
        times.short.push(await msOf(() => short(`of block ${block}, ${at}`)))
        times.long.push(await msOf(() => long(`of block ${block}, ${at}`)))
      }
      all.short.push(times.short)
      all.long.push(times.long)
    }
    return all
  } finally {
    await session.close()
  }
}

async function msOf(work: () => Promise<void>): Promise<number> {
  const begunMs = performance.now()
  await work()
  return performance.now() - begunMs
}

/** Begins a run that has so many items, and gives what appends one. */
async function begun(checkpoints: Checkpoints, name: string, items: number): Promise<(item: string) => Promise<void>> {
  const key: CheckpointKey = { operation: name, parameters: {} }
  const { epoch } = await checkpoints.begin(key, { pin: 'p' })
  const append = async (some: readonly string[]): Promise<void> => {
    const answer = await checkpoints.append(key, epoch, some)
    if (answer.status !== 'appended' || answer.added !== some.length)
      throw new Error(`expected ${some.length} items that are appended, got ${JSON.stringify(answer)}`)
  }
  for (let from = 0; from < items; from += batch)
    await append(Array.from({ length: Math.min(batch, items - from) }, (_, at) => `item ${from + at} of a long walk`))
  return (item) => append([item])
}
