/**
 * The thread of an actor: it opens a session on the place of a batch and takes its turns at the gate, round after round,
 * with no message from its parent in between. The thread of the first actor leads: it opens the rounds, turns the clock,
 * and reads at the end what was touched.
 */
// First of all: the seams stand before an adapter can load its driver.
import '../seams/preload.ts'
import { parentPort } from 'node:worker_threads'
import type { Adapter, AnyContract } from '../../../contracts/index.ts'
import { HarnessError, describeError, isHarnessError } from '../../../contracts/errors.ts'
import type { CodeCounter } from '../coverage/counter.ts'
import { startCounting } from '../coverage/counting.ts'
import { loadDefault, loadSubject } from '../load.ts'
import type { Worn } from '../mutate.ts'
import { load } from '../mutate.ts'
import { Portfolio } from '../schedules/portfolio.ts'
import { Tracer } from '../schedules/trace.ts'
import { seam } from '../seams/seam.ts'
import { watchPlaces } from '../seams/watch.ts'
import type { Answer, Bidding, Batch, BatchMemory } from './batch.ts'
import { Runner } from './runner.ts'

let adapter: Adapter | undefined
let actor = 0
let counter: CodeCounter | undefined
let search: { readonly number: number; readonly portfolio: Portfolio } | undefined
const tracer = new Tracer()
const contracts = new Map<string, AnyContract>()
let worn: { readonly id: string; readonly worn: Worn } | undefined

async function contractAt(url: string): Promise<AnyContract> {
  const known = contracts.get(url) ?? ((await loadDefault(url)) as AnyContract)
  contracts.set(url, known)
  return known
}

async function wear({ wearing }: Batch): Promise<Worn | undefined> {
  if (!wearing) worn = undefined
  else if (worn?.id !== wearing.id) worn = { id: wearing.id, worn: await load(wearing) }
  seam.rewrite(worn?.worn.wears)
  return worn?.worn
}

function portfolioOf({ plan }: Batch): Portfolio | undefined {
  if (plan.kind !== 'portfolio') return undefined
  if (search?.number !== plan.search) search = { number: plan.search, portfolio: new Portfolio(plan.seed) }
  return search.portfolio
}

async function run(batch: Batch, memory: BatchMemory): Promise<void> {
  if (!adapter) throw new HarnessError('INTERNAL', 'no adapter is loaded')
  const [contract, wears] = [await contractAt(batch.contract), await wear(batch)]
  const given = { batch, memory, actor, adapter, contract, worn: wears, tracer }
  await new Runner({ ...given, portfolio: portfolioOf(batch) }).run()
}

async function answer(bidding: Exclude<Bidding, { do: 'end' }>): Promise<Answer> {
  try {
    if (bidding.do === 'load') {
      actor = bidding.actor
      counter = await startCounting(bidding.counting)
      watchPlaces(bidding.watched)
      adapter = await loadSubject(bidding)
      return { say: 'loaded' }
    }
    await run(bidding.batch, bidding.memory)
    return { say: 'done', points: tracer.fresh() }
  } catch (error) {
    return isHarnessError(error)
      ? { say: 'failed', message: error.message, code: error.code }
      : { say: 'failed', message: describeError(error) }
  }
}

function end(): never {
  counter?.write()
  // Of a thread this ends nothing else.
  process.exit()
}

let before: Promise<unknown> = Promise.resolve()

parentPort?.on('message', (bidding: Bidding) => {
  before = before.then(async () => parentPort?.postMessage(bidding.do === 'end' ? end() : await answer(bidding)))
})
