/**
 * The process of an actor: opens one session at a time and does what its parent says. At an armed point it says so on a
 * pipe and stands still in a blocking read, wherever it is, a driver's call included: there it is killed, or let go on.
 * It stands in the same way before a call that it is to start together with others. Where it is to be stopped by a signal
 * it sends itself one, and the kernel holds it.
 *
 * It ends when its parent does: the channel closes, or the blocking read finds the pipe closed.
 */
// First of all: the seams stand before an adapter can load its driver.
import '../seams/preload.ts'
import { openSync, readSync, writeSync } from 'node:fs'
import type { Call, Fault } from '../../../contracts/index.ts'
import type { CodeCounter } from '../coverage/counter.ts'
import { startCounting } from '../coverage/counting.ts'
import { invokeMark, returnMark } from '../power/marks.ts'
import { seam } from '../seams/seam.ts'
import { whileOpening } from '../tracer.ts'
import { Points } from './actor.ts'
import { Client, loadServed } from './client.ts'
import { keepCode } from '../code-cache.ts'
import { stillness } from './delay.ts'
import type { Order, Reply, Serving } from './messages.ts'
import { pointFd, readyLine } from './messages.ts'
import { failure } from './session.ts'

let client: Client | undefined
let points = new Points()
let sent = 0
let counter: CodeCounter | undefined
let marks: number | undefined
/** makes the error of a fault `throw`; loaded where such a fault is armed, which is seldom */
let errorOf: ((fault: Fault) => Error) | undefined

function mark(line: string): void {
  if (marks !== undefined) writeSync(marks, `${line}\n`)
}

function stand(): void {
  const left = readSync(pointFd, Buffer.alloc(1), 0, 1, null)
  if (left === 0) process.exit(0)
}

function at(point: string, isAwaited?: boolean): Promise<void> | void {
  const fault = points.reach(point, isAwaited)
  if (!fault) return undefined
  if (fault.action === 'throw' && errorOf) throw errorOf(fault)
  return fault.action === 'delay' ? stillness() : stop(fault)
}

function stop({ point, action }: Fault): void {
  counter?.write()
  writeSync(pointFd, `${point}\n`)
  if (action === 'stop') process.kill(process.pid, 'SIGSTOP')
  else stand()
}

function atOpening(point: string, isAwaited?: boolean): Promise<void> | void {
  return at(whileOpening(point), isAwaited)
}

async function arm(fault: Fault): Promise<void> {
  if (fault.action === 'throw') ({ errorOf } = await import('../seams/failures.ts'))
  points.arm(fault)
}

async function open(serving: Serving): Promise<void> {
  if (!client) throw new Error('no adapter is loaded')
  points = new Points()
  sent = 0
  if (serving.fault) await arm(serving.fault)
  await client.open(serving)
}

async function follow(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'load':
      counter = await startCounting(order.counting)
      if (order.marks !== undefined) marks = openSync(order.marks, 'w')
      client = new Client({ ...(await loadServed(order)), at, opening: () => seam.listen(atOpening) })
      return undefined
    case 'open':
      return open(order)
    case 'reopen':
      return client?.reopen()
    case 'close':
      return client?.close()
    case 'keep':
      return keepCode(order.code)
    case 'call':
      return undefined
  }
}

type Answer = Pick<Reply, 'outcome' | 'times'>

async function make(call: Call, gated: boolean): Promise<Answer> {
  if (!client) throw new Error('no adapter is loaded')
  seam.listen(at)
  if (gated) {
    writeSync(pointFd, `${readyLine}\n`)
    stand()
  }
  mark(invokeMark)
  const answered = await client.call(call)
  mark(returnMark)
  return answered
}

async function answer(order: Order): Promise<Answer> {
  try {
    if (order.do === 'call') return await make(order.call, order.gated === true)
    return { outcome: { status: 'ok', value: (await follow(order)) ?? null } }
  } catch (error) {
    return { outcome: failure(error) }
  } finally {
    seam.listen(undefined)
  }
}

process.on('message', (order: Order) => {
  void answer(order).then((given) => {
    const stands = order.do === 'call' && points.reach(`${order.call.port}.${order.call.method}:acked`) !== undefined
    const fresh = points.seen.slice(sent)
    sent = points.seen.length
    if (stands) counter?.write()
    const { struck, awaited } = points
    const reply: Reply = { order: order.order, ...given, points: fresh, awaited: [...awaited], struck, stands }
    process.send?.(reply)
    // The acknowledgement is out, and nothing that the adapter put off has run yet.
    if (stands) stand()
  })
})
// A terminal sends its Ctrl-C to the whole group; only the parent decides when an actor ends.
process.on('SIGINT', () => {})
process.on('disconnect', () => {
  process.exit(0)
})
