/**
 * The seam at pg, the driver of Postgres: around each exchange of a connection with its server, whatever way of querying
 * led to it. An exchange goes from a statement to the server's word that it is ready for the next one.
 */
import { createRequire } from 'node:module'
import type { AnyFunction } from './patch.ts'
import { patch } from './patch.ts'
import { noteDatabaseError } from './pg-errors.ts'
import { isLockedOut, noteEnd } from './pg-lockout.ts'
import type { Connection } from './pg-wire.ts'
import { Wire, driver } from './pg-wire.ts'
import { seam } from './seam.ts'
import { sqlOf } from './sql.ts'

/** The message, as a bend of the driver has it told. */
function bent(event: unknown, message: unknown, words: string): unknown {
  const bend = seam.driverBend(driver)
  if (bend === 'no-codes' && event === 'errorMessage') return new Error('the statement failed')
  const isUndone =
    /^(COMMIT|END)\b/.test(words) && (message as { readonly text?: unknown } | undefined)?.text === 'ROLLBACK'
  if (bend === 'committed-tags' && event === 'commandComplete' && isUndone)
    return { ...(message as object), text: 'COMMIT' }
  return message
}

/** Puts the seam around the connections of a pg that was just loaded from this file. */
export function install(connections: { readonly prototype: object }, file: string): void {
  const { prototype } = connections
  seam.touch(driver)
  noteDatabaseError((createRequire(file)('pg-protocol') as { readonly DatabaseError?: unknown }).DatabaseError)
  const { query } = prototype as unknown as { readonly query: AnyFunction }
  const wires = new WeakMap<object, Wire>()
  const wireOf = (connection: unknown): Wire => {
    const known = wires.get(connection as object) ?? new Wire(connection as Connection, query)
    wires.set(connection as object, known)
    return known
  }
  const sending = (original: AnyFunction): AnyFunction =>
    function send(this: unknown, ...args) {
      return wireOf(this).send(() => original.apply(this, args))
    }
  patch(prototype, '_send', sending)
  patch(prototype, 'flush', sending)
  watchStatements(prototype, wireOf)
  watchAnswers(prototype, wireOf)
}

/** What begins an exchange. */
function watchStatements(prototype: object, wireOf: (connection: unknown) => Wire): void {
  patch(
    prototype,
    'connect',
    (original) =>
      function connect(this: unknown, ...args) {
        const asked = original.apply(this, args)
        // Its exchanges are seen here: what they are made of need not be seen again.
        seam.spare((this as Connection).stream)
        return asked
      },
  )
  patch(
    prototype,
    'startup',
    (original) =>
      function startup(this: unknown, ...args) {
        const isBent = seam.driverBend(driver) === 'locked-out'
        if (isBent && isLockedOut(this as Connection, args[0])) return undefined
        const wire = wireOf(this)
        wire.begin('startup')
        return wire.send(() => original.apply(this, args))
      },
  )
  patch(
    prototype,
    'query',
    (original) =>
      function ask(this: unknown, text) {
        wireOf(this).begin(sqlOf(String(text)).words)
        return original.call(this, seam.statement(driver, String(text)))
      },
  )
  patch(
    prototype,
    'parse',
    (original) =>
      function parse(this: unknown, statement) {
        const { text, ...rest } = statement as { readonly text: string }
        wireOf(this).begin(sqlOf(text).words)
        return original.call(this, { ...rest, text: seam.statement(driver, text) })
      },
  )
  patch(
    prototype,
    'bind',
    (original) =>
      function bind(this: unknown, portal) {
        const { statement = '' } = portal as { readonly statement?: string }
        wireOf(this).begin(sqlOf((this as Connection).parsedStatements[statement] ?? '').words)
        return original.call(this, portal)
      },
  )
}

/** What comes from the server. */
function watchAnswers(prototype: object, wireOf: (connection: unknown) => Wire): void {
  patch(
    prototype,
    'emit',
    (original) =>
      function emit(this: unknown, ...args) {
        const [event, message, ...rest] = args
        if (event === 'end') noteEnd(this as Connection)
        const wire = wireOf(this)
        const hand = (): unknown => original.call(this, event, bent(event, message, wire.words), ...rest)
        if (event !== 'readyForQuery') return wire.tell(event, hand)
        return wire.ready((message as { readonly status?: unknown } | undefined)?.status, hand)
      },
  )
}
