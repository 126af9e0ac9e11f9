/**
 * The seam at the native addon of better-sqlite3, so that any adapter that uses it has points inside its calls without a
 * change to it.
 */
import type { Around } from './seam.ts'
import { pointsAround, seam } from './seam.ts'
import { noteConstructor } from './sqlite-errors.ts'
import type { Sql } from './sql.ts'
import { sqlOf } from './sql.ts'
import type { NativeDatabase, Plain } from './sqlite-connection.ts'
import { Connection } from './sqlite-connection.ts'

const driver = 'better-sqlite3'

type Method = (this: object, ...args: unknown[]) => unknown

interface Native {
  readonly prototype: Record<string, Method | undefined>
}

interface Addon {
  /** handed the constructor of the driver's errors, once */
  setErrorConstructor?: (this: Addon, constructor: unknown) => void
  readonly Database?: Native
  readonly Statement?: Native
  readonly Backup?: Native
}

/** A statement that was prepared: what it says, and on which connection. */
interface Prepared {
  readonly connection: Connection
  readonly sql: Sql
}

const prepared = new WeakMap<object, Prepared>()

function replace(native: Native, name: string, make: (original: Method) => Method): void {
  const original = native.prototype[name]
  if (typeof original === 'function') native.prototype[name] = make(original)
}

/** What stands for each connection; the addon's own methods are kept for what the seam itself asks of it. */
function connectionsOf(database: Native, statement: Native): (native: object) => Connection {
  const { exec, prepare } = database.prototype
  const { get } = statement.prototype
  const plain: Plain = {
    exec(native, text) {
      exec?.call(native, text)
    },
    timeoutMs(native) {
      const row = get?.call(prepare?.call(native, 'PRAGMA busy_timeout', native, true) as object)
      return (row as { readonly timeout: number }).timeout
    },
  }
  const known = new WeakMap<object, Connection>()
  return (native) => {
    const connection = known.get(native) ?? new Connection(native as NativeDatabase, plain)
    known.set(native, connection)
    return connection
  }
}

function watchDatabase(database: Native, connectionOf: (native: object) => Connection): void {
  replace(
    database,
    'exec',
    (original) =>
      function exec(sql, ...rest) {
        const said = sqlOf(seam.statement(driver, String(sql)))
        const call = (): unknown => original.call(this, said.text, ...rest)
        const points = (): Around => said.points(driver, 'exec')
        return seam.around(points, () => connectionOf(this).call(said, call))
      },
  )
  replace(
    database,
    'prepare',
    (original) =>
      function prepare(sql, ...rest) {
        const said = sqlOf(seam.statement(driver, String(sql)))
        const connection = connectionOf(this)
        const statement = connection.prepare(said, () => original.call(this, said.text, ...rest))
        if (typeof statement === 'object' && statement !== null) prepared.set(statement, { connection, sql: said })
        return statement
      },
  )
  for (const method of ['serialize', 'close']) watchPlain(database, method)
}

/** A call that never finds the store busy. */
function watchPlain(native: Native, method: string): void {
  const points = pointsAround(driver, method)
  replace(
    native,
    method,
    (original) =>
      function step(...args) {
        return seam.around(
          () => points,
          () => original.apply(this, args),
        )
      },
  )
}

function watchStatement(statement: Native): void {
  for (const method of ['run', 'get', 'all']) {
    replace(
      statement,
      method,
      (original) =>
        function step(...args) {
          const known = prepared.get(this)
          const call = (): unknown => original.apply(this, args)
          if (!known) return call()
          const { connection, sql } = known
          return seam.around(
            () => sql.points(driver, method),
            () => connection.call(sql, call),
          )
        },
    )
  }
  replace(
    statement,
    'iterate',
    (original) =>
      function iterate(...args) {
        const open = (): Rows => original.apply(this, args) as Rows
        const known = prepared.get(this)
        return known ? stepped(known, open) : open()
      },
  )
}

type Rows = Required<Iterator<unknown, undefined>>

/** Rows that are fetched one by one, each fetch a driver call. */
function stepped({ connection, sql }: Prepared, open: () => Rows): IterableIterator<unknown> {
  let source = open()
  let isBegun = false
  let isHeld = false
  const hold = (holds: boolean): void => {
    if (holds && !isHeld) connection.hold()
    if (!holds && isHeld) connection.letGo()
    isHeld = holds
  }
  const first = (): IteratorResult<unknown, undefined> => {
    // Rows that found the store busy are at their end: where the fetch is made again they are opened again.
    if (isBegun) source = open()
    isBegun = true
    return source.next()
  }
  const fetch = (): IteratorResult<unknown, undefined> => connection.call(sql, isBegun ? () => source.next() : first)
  return {
    next() {
      const points = sql.points(driver, isBegun ? 'next' : 'iterate')
      return seam.around(
        () => points,
        () => {
          let isOpen = false
          try {
            const result = fetch()
            isOpen = result.done !== true
            return result
          } finally {
            hold(isOpen)
          }
        },
      )
    },
    return() {
      hold(false)
      return source.return()
    },
    [Symbol.iterator]() {
      return this
    },
  }
}

function watchErrors(addon: Addon): void {
  const { setErrorConstructor } = addon
  addon.setErrorConstructor = (constructor) => {
    noteConstructor(constructor)
    setErrorConstructor?.call(addon, constructor)
  }
}

/** Puts the seam around an addon that was just loaded. */
export function install(addon: Addon): void {
  const { Database, Statement, Backup } = addon
  if (!Database || !Statement) return
  seam.touch(driver)
  watchErrors(addon)
  watchDatabase(Database, connectionsOf(Database, Statement))
  watchStatement(Statement)
  if (Backup) watchPlain(Backup, 'transfer')
}
