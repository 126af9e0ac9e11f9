/**
 * The thread of an actor that runs freely, for adapters whose places the threads of one process share: it does what its
 * parent says, and stands with a call in hand until it is let go. It stands by waiting for a message, so that others hear
 * from it meanwhile: a replica in a thread that blocks would keep them waiting.
 */
// First of all: the seams stand before an adapter can load its driver.
import '../seams/preload.ts'
import { parentPort } from 'node:worker_threads'
import type { Call } from '../../../contracts/index.ts'
import type { CodeCounter } from '../coverage/counter.ts'
import { startCounting } from '../coverage/counting.ts'
import { Client, loadServed } from './client.ts'
import type { RacerOrder, RacerReply, Reply } from './messages.ts'
import { failure } from './session.ts'

let client: Client | undefined
let counter: CodeCounter | undefined
let letGo: () => void = () => {}

function say(reply: RacerReply): void {
  parentPort?.postMessage(reply)
}

function end(): never {
  counter?.write()
  // Of a thread this ends nothing else.
  process.exit()
}

async function make(order: number, call: Call, gated: boolean): Promise<Pick<Reply, 'outcome' | 'times'>> {
  if (!client) throw new Error('no adapter is loaded')
  if (gated) {
    const go = new Promise<void>((resolve) => {
      letGo = resolve
    })
    say({ say: 'ready', order })
    await go
  }
  return client.call(call)
}

async function follow(order: Exclude<RacerOrder, { do: 'call' | 'go' | 'end' }>): Promise<void> {
  switch (order.do) {
    case 'load':
      counter = await startCounting(order.counting)
      client = new Client({ ...(await loadServed(order)), at: () => {} })
      return undefined
    case 'open':
      return client?.open(order)
    case 'reopen':
      return client?.reopen()
    case 'close':
      return client?.close()
  }
}

async function answer(order: Exclude<RacerOrder, { do: 'go' | 'end' }>): Promise<Pick<Reply, 'outcome' | 'times'>> {
  try {
    if (order.do === 'call') return await make(order.order, order.call, order.gated === true)
    await follow(order)
    return { outcome: { status: 'ok', value: null } }
  } catch (error) {
    return { outcome: failure(error) }
  }
}

parentPort?.on('message', (order: RacerOrder) => {
  if (order.do === 'end') end()
  if (order.do === 'go') return letGo()
  return void answer(order).then((given) => say({ say: 'answer', order: order.order, ...given }))
})
