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
import type { Adapter, Call, Fault } from '../../../contracts/index.ts'
import { FileClock, machineClock, skewed } from '../clock.ts'
import type { CodeCounter } from '../coverage/counter.ts'
import { startCounting } from '../coverage/counting.ts'
import type { Worn } from '../mutate.ts'
import { load } from '../mutate.ts'
import { loadSubject } from '../load.ts'
import { invokeMark, returnMark } from '../power/marks.ts'
import { seam } from '../seams/seam.ts'
import { watchPlaces } from '../seams/watch.ts'
import { whileOpening } from '../tracer.ts'
import { Points } from './actor.ts'
import { keepCode } from './code-cache.ts'
import { stillness } from './delay.ts'
import type { Order, Reply, Times } from './messages.ts'
import { pointFd, readyLine } from './messages.ts'
import type { TracedSession } from './session.ts'
import { failure, openSession } from './session.ts'

let adapter: Adapter | undefined
let worn: Worn | undefined
let points = new Points()
let sent = 0
let session: TracedSession | undefined
let clock: FileClock | undefined
let reopen: (() => Promise<void>) | undefined
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

async function close(): Promise<void> {
  const ending = session
  session = undefined
  await ending?.close()
  clock?.close()
  clock = undefined
}

async function arm(fault: Fault): Promise<void> {
  if (fault.action === 'throw') ({ errorOf } = await import('../seams/failures.ts'))
  points.arm(fault)
}

async function open(order: Extract<Order, { do: 'open' }>): Promise<void> {
  if (!adapter) throw new Error('no adapter is loaded')
  points = new Points()
  sent = 0
  const { place, clockFile, skewMs = 0, fault } = order
  if (fault) await arm(fault)
  const serving = adapter
  reopen = async () => {
    clock = clockFile === undefined ? undefined : new FileClock(clockFile)
    seam.listen(atOpening)
    session = await openSession({ adapter: serving, place, clock: skewed(clock ?? machineClock, skewMs), worn, at })
  }
  await reopen()
}

async function follow(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'load':
      counter = await startCounting(order.counting)
      worn = order.wearing ? await load(order.wearing) : undefined
      seam.rewrite(worn?.wears)
      if (order.marks !== undefined) marks = openSync(order.marks, 'w')
      watchPlaces(order.watched)
      adapter = await loadSubject(order)
      return undefined
    case 'open':
      return open(order)
    case 'reopen':
      await close()
      return reopen?.()
    case 'close':
      return close()
    case 'keep':
      return keepCode(order.code)
    case 'call':
      return undefined
  }
}

function nowNs(): number {
  return Number(process.hrtime.bigint())
}

type Answer = Pick<Reply, 'outcome' | 'times'>

async function make(call: Call, gated: boolean): Promise<Answer> {
  if (!session) return { outcome: { status: 'fail', error: { name: 'Error', message: 'no session is open' } } }
  seam.listen(at)
  if (gated) {
    writeSync(pointFd, `${readyLine}\n`)
    stand()
  }
  mark(invokeMark)
  const beganNs = nowNs()
  const outcome = await session.call(call)
  mark(returnMark)
  const times: Times = { beganNs, endedNs: nowNs() }
  return { outcome, times }
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
