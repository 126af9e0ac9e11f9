/** Shared memory across real threads, by hand and by the lab: what they saw is one order of all their calls. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { showAtLength } from 'holdfast/contracts'
import type { Adapter, Event, History, Json, LawResult } from 'holdfast'
import { verify } from 'holdfast/harness'
import sharedMemory from 'holdfast/adapters/shared-memory'
import outputs from '../../dist/contracts/repository/outputs/contract.js'
import { encodeValue } from '../../dist/src/core/codec/encode.js'
import { Racers } from '../../dist/src/harness/actors/racers.js'
import { modelJudge } from '../../dist/src/harness/linearizability/judge.js'
import { decodeToken } from '../../dist/src/harness/token.js'
import eachThread from '../backends/lab-each-thread.adapter.ts'
import type { Seen, Told } from '../races/replica.ts'

const threads = 3
const calls = 200

/** Node does not load TypeScript in a thread by itself. */
const start = `import(${JSON.stringify(new URL('../../dist/src/harness/load.js', import.meta.url).href)})
  .then(({ loadDefault }) => loadDefault(${JSON.stringify(new URL('../races/replica.ts', import.meta.url).href)}))`

let place: Json

function worker(actor: number): Worker {
  const told: Told = { adapter: sharedMemory.module, place, actor, calls }
  return new Worker(start, { eval: true, workerData: told })
}

/** The next message of a thread; rejects where it fails. */
async function message(from: Worker): Promise<unknown> {
  const said: readonly unknown[] = await once(from, 'message')
  return said[0]
}

/** The calls in one history: who came first and who returned first is told by the clock of the host. */
async function historyOf(seen: readonly Seen[]): Promise<History> {
  const moments = seen.flatMap(({ from, to }) => [from, to]).toSorted((one, other) => (one < other ? -1 : 1))
  const position = new Map(moments.map((moment, at) => [moment, at]))
  const events = seen.map(async ({ actor, method, args, answer, from, to }): Promise<Event> => {
    const texts = await Promise.all(args.map((argument) => encodeValue(argument)))
    const { value, ...rest } = answer as { readonly value?: Json }
    const text = value === undefined ? {} : { value: await encodeValue(value) }
    return {
      actor,
      call: { port: 'outputs', method, args: texts },
      outcome: { status: 'ok', value: { ...rest, ...text } },
      invoked: position.get(from) ?? 0,
      returned: position.get(to) ?? 0,
      fromMs: 1_000,
      toMs: 1_000,
    }
  })
  return (await Promise.all(events)).toSorted((one, other) => one.invoked - other.invoked)
}

function overlaps(history: History): number {
  return history.filter(({ actor, invoked }, at) =>
    history.slice(0, at).some((earlier) => earlier.actor !== actor && earlier.returned > invoked),
  ).length
}

describe('replicas in threads of one process', () => {
  afterEach(() => sharedMemory.destroy(place))

  it('read nothing that a finished write has replaced, while all of them write', { timeout: 60_000 }, async () => {
    place = await sharedMemory.create({ id: 'threads', dir: '' })
    const workers = Array.from({ length: threads }, (_, actor) => worker(actor))
    try {
      expect(await Promise.all(workers.map(message))).toEqual(workers.map(() => 'ready'))
      const ended = workers.map(message)
      for (const each of workers) each.postMessage('go')
      const history = await historyOf((await Promise.all(ended)).flat() as readonly Seen[])
      expect(history).toHaveLength(threads * calls)
      expect(overlaps(history)).toBeGreaterThan(calls)
      const broken = modelJudge(outputs.model, sharedMemory.claims)(history)
      expect(showAtLength(broken)).toBe(showAtLength(undefined))
    } finally {
      await Promise.all(workers.map((each) => each.terminate()))
    }
  })
})

describe('threads for actors that run freely', () => {
  it('are ended where more come back than a case can need: each fresh one adds to them', async () => {
    const racers = new Racers({ adapter: sharedMemory.module, callMs: 5_000, watched: [] })
    try {
      const taken = await Promise.all(Array.from({ length: 9 }, () => racers.fresh()))
      for (const racer of taken) racers.give(racer)
      await taken.at(-1)?.gone
      expect(taken.filter(({ alive }) => alive)).toHaveLength(8)
    } finally {
      await racers.close()
    }
  })
})

describe('the lab, where an adapter claims that the threads of a process share its places', () => {
  async function racedBy(adapter: Adapter, law: string): Promise<LawResult | undefined> {
    const { adapters } = await verify([adapter], {
      filter: { laws: [law], tier: 'T2' },
      // Calls meet when they do: a trial goes on until they have.
      allowance: { budgetMs: 1_000 },
      seed: 1,
    })
    return adapters[0]?.laws.find(({ id }) => id === law)
  }

  it('races threads, whose calls overlap', { timeout: 60_000 }, async () => {
    const law = await racedBy(sharedMemory, 'outputs/linearizable')
    expect(law?.verdict).toBe('holds')
    expect(law?.evidence.steps['threads']).toBeGreaterThan(0)
  })

  it(
    'refuses what each thread keeps for itself, by a case that is replayed in threads',
    { timeout: 60_000 },
    async () => {
      const law = await racedBy(eachThread, 'locks/linearizable')
      expect(law?.verdict).toBe('broken')
      expect(decodeToken(law?.finding?.token ?? '').case).toMatchObject({ tier: 'T2', overlap: 'threads' })
    },
  )
})
