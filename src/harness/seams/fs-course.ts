/**
 * What a function of node:fs does, as a course of single calls of the system. It is written once and run in each form that
 * Node offers: at once, or with promises, beneath which callbacks lie too.
 */
import fs from 'node:fs'
import { setImmediate as turnOfLoop } from 'node:timers/promises'
import { HarnessError } from '../../../contracts/errors.ts'
import type { Around } from './seam.ts'
import { seam } from './seam.ts'

/** Node's own functions, as they were before the seam. */
export const own: typeof fs = { ...fs }

/** The same of `node:fs/promises`. */
export const ownPromises: typeof fs.promises = { ...fs.promises }

/** The name of this seam in its points. */
export const driver = 'fs'

/** One call of the system. */
export interface FileCall<Value> {
  /** where it can be stopped; nowhere if absent */
  readonly points?: Around
  /** makes it at once; absent of a call that Node offers with promises only */
  now?(): Value
  later(): Promise<Value>
  /** tells of it when it has succeeded */
  note?(value: Value): void
}

/** Calls one after another; a promise among them is waited for. */
export type Course<Value> = Generator<FileCall<unknown> | PromiseLike<unknown>, Value, unknown>

/** A course of one call. */
export function* made<Value>(call: FileCall<Value>): Course<Value> {
  return (yield call) as Value
}

/** Waits for a promise, which only a course that does not run at once may. */
export function* awaited<Value>(promise: PromiseLike<Value>): Course<Value> {
  return (yield promise) as Value
}

type Done<Value> = (error: Error | null, value: Value) => void

/** What a function with a callback gives. */
export function answered<Value>(call: (done: Done<Value>) => void): Promise<Value> {
  return new Promise((resolve, reject) => {
    call((error, value) => {
      if (error) reject(error)
      else resolve(value)
    })
  })
}

let depth = 0

/** Whether the caller is a function of Node's own, of which the seam sees the whole already. */
export function isInside(): boolean {
  return depth > 0
}

/** Calls a function of Node's own that calls others of node:fs. */
export function inside<Value>(call: () => Value): Value {
  depth += 1
  try {
    return call()
  } finally {
    depth -= 1
  }
}

const nowhere: Around = {}

function makeNow(call: FileCall<unknown>): unknown {
  const effect = (): unknown => {
    const value = call.now?.()
    call.note?.(value)
    return value
  }
  return seam.around(() => call.points ?? nowhere, effect)
}

function makeLater(call: FileCall<unknown>): Promise<unknown> {
  const effect = async (): Promise<unknown> => {
    const value = await call.later()
    call.note?.(value)
    return value
  }
  return seam.aroundAsync(() => call.points ?? nowhere, effect)
}

async function make(call: FileCall<unknown>): Promise<unknown> {
  if (!seam.isPrompt || !call.now) return makeLater(call)
  const value = makeNow(call)
  await turnOfLoop()
  return value
}

/** Runs a course at once. */
export function runNow<Value>(course: Course<Value>): Value {
  let step = course.next()
  while (step.done !== true) {
    if ('then' in step.value) throw new HarnessError('INTERNAL', 'a course that runs at once cannot wait')
    let value: unknown
    try {
      value = makeNow(step.value)
    } catch (error) {
      step = course.throw(error)
      continue
    }
    step = course.next(value)
  }
  return step.value
}

/** Runs a course call by call, each when the one before it has its answer. */
export async function runLater<Value>(course: Course<Value>): Promise<Value> {
  let step = course.next()
  while (step.done !== true) {
    let value: unknown
    try {
      value = await ('then' in step.value ? step.value : make(step.value))
    } catch (error) {
      step = course.throw(error)
      continue
    }
    step = course.next(value)
  }
  return step.value
}
