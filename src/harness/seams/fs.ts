/**
 * The seam at node:fs, so that any adapter that keeps files has points inside its calls without a change to it. Only what
 * lies below the watched folders is seen; the rest goes to Node's own functions.
 */
import fs from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import Module from 'node:module'
import type { Course } from './fs-course.ts'
import { driver, isInside, runLater, runNow } from './fs-course.ts'
import { forget, namedOf } from './fs-files.ts'
import type { Counted, Courses, Form } from './fs-functions.ts'
import { onBuffers, onDescriptors, onNames } from './fs-functions.ts'
import { adopt, isAdopted } from './fs-handles.ts'
import { look } from './fs-primitives.ts'
import type { AnyFunction } from './patch.ts'
import { patch } from './patch.ts'
import { seam } from './seam.ts'

type Find = (args: readonly unknown[], form: Form) => Course<unknown> | undefined

/** Finds the course of a call, where somebody asks for it. What is opened is known for later. */
function finding(name: string, courses: Courses): Find {
  return (args, form) => {
    if (isInside()) return undefined
    if (!seam.isIdle || name === 'open') return courses(args, form)
    // It is enough to know that files of places are touched.
    if (!seam.touched(driver)) namedOf(args[0])
    return undefined
  }
}

function patchNow(name: string, find: Find, shown: (value: unknown) => unknown = (value) => value): void {
  patch(fs, `${name}Sync`, (original) => {
    return function call(this: unknown, ...args) {
      const course = find(args, 'now')
      return course ? shown(runNow(course)) : original.apply(this, args)
    }
  })
}

type Callback = (error: unknown, ...values: readonly unknown[]) => void

function plainly(value: unknown): readonly unknown[] {
  return value === undefined ? [] : [value]
}

/** The callback is called from no promise: what it throws is nobody's but the process's. */
function patchCallback(name: string, find: Find, shown: (value: unknown) => readonly unknown[] = plainly): void {
  patch(fs, name, (original) => {
    return function call(this: unknown, ...args) {
      const callback = args.at(-1)
      const course = typeof callback === 'function' ? find(args.slice(0, -1), 'callback') : undefined
      if (!course) return original.apply(this, args)
      runLater(course).then(
        (value) => process.nextTick(callback as Callback, null, ...shown(value)),
        (error: unknown) => process.nextTick(callback as Callback, error),
      )
      return undefined
    }
  })
}

/** What a function of names does on a handle is the handle's own method. */
function methodOf(name: string, first: unknown): AnyFunction | undefined {
  const serves = name === 'readFile' || name === 'writeFile' || name === 'appendFile'
  return serves && isAdopted(first) ? (first[name].bind(first) as AnyFunction) : undefined
}

function patchPromise(name: string, find: Find): void {
  patch(fs.promises, name, (original) => {
    return function call(this: unknown, ...args) {
      const method = methodOf(name, args[0])
      if (method) return method(...args.slice(1))
      const course = find(args, 'promise')
      return course ? runLater(course) : original.apply(this, args)
    }
  })
}

function patchOpenHandle(find: Find): void {
  patch(fs.promises, 'open', (original) => {
    return async function call(this: unknown, ...args) {
      const course = find(args, 'promise')
      if (!course) return original.apply(this, args)
      const handle = (await runLater(course)) as FileHandle
      adopt(handle)
      return handle
    }
  })
}

/** The descriptor is not the seam's any more as soon as it is to be closed. */
function patchClose(name: 'close' | 'closeSync'): void {
  patch(fs, name, (original) => {
    return function call(this: unknown, ...args) {
      forget(args[0])
      return original.apply(this, args)
    }
  })
}

/** `existsSync` says of every error that nothing is there. */
function patchExists(): void {
  patch(fs, 'existsSync', (original) => {
    return function call(this: unknown, ...args) {
      const named = seam.isIdle || isInside() ? undefined : namedOf(args[0])
      if (!named) return original.apply(this, args)
      try {
        runNow(look('access', 'access', [named.given]))
        return true
      } catch {
        return false
      }
    }
  })
}

let isThere = false

/** Puts the seam in the place of Node's functions, for modules that import them by name too; once a thread. */
export function watchFiles(): void {
  if (isThere) return
  isThere = true
  for (const [name, courses] of Object.entries(onNames)) {
    const find = finding(name, courses)
    patchNow(name, find)
    patchCallback(name, find)
    if (name === 'open') patchOpenHandle(find)
    else patchPromise(name, find)
  }
  for (const [name, courses] of Object.entries(onDescriptors)) {
    const find = finding(name, courses)
    patchNow(name, find)
    patchCallback(name, find)
  }
  for (const [name, courses] of Object.entries(onBuffers)) {
    const find = finding(name, courses)
    patchNow(name, find, (value) => (value as Counted).count)
    patchCallback(name, find, (value) => [(value as Counted).count, (value as Counted).buffer])
  }
  patchClose('close')
  patchClose('closeSync')
  patchExists()
  Module.syncBuiltinESMExports()
}
