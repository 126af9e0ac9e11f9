/**
 * Outputs on the disk: a register a row, in the folder of its scope, so that a scope is listed and cleared without a look at
 * others. What is asked of many rows is in the first lines of their states; values are read when they are asked for.
 */
import type { Clock, OutputGot, OutputRows } from '../../contracts/index.ts'
import { StoreError, isStoreError } from '../../contracts/errors.ts'
import type { RowReader } from '../../src/core/rows.ts'
import { moment, rowReader, text } from '../../src/core/rows.ts'
import { sumOver } from './bulk.ts'
import type { OldOutput } from './old-files.ts'
import { pageOfFound } from './pages.ts'
import { Rack } from './place.ts'
import type { Address } from './register-folder.ts'
import type { Current, Visits } from './register.ts'
import { digestOf } from './state-file.ts'

/** The facts of a row's state; its body is the value. */
type Facts = {
  readonly scope: string
  readonly key: string
  readonly storedAtMs: number
}

const readFacts: RowReader<Facts> = rowReader<Facts>('outputs', { scope: text, key: text, storedAtMs: moment })

async function factsOf(current: Current): Promise<Facts> {
  return readFacts((await current.line()).facts, current.name)
}

/** Outputs on registers, into which those of programs of version 0 are taken up. */
export interface FileOutputs extends OutputRows {
  /** writes a row where none lies that is as new */
  takeUp(row: OldOutput): Promise<void>
}

/** The scope whose rows these are; undefined where there is none any more. */
async function scopeIn(registers: Visits, addresses: readonly Address[]): Promise<string | undefined> {
  let corrupt: Error | undefined
  for (const address of addresses) {
    try {
      const scope = await registers.visit(address, async (current) => ({
        answer: current && (await factsOf(current)).scope,
      }))
      if (scope !== undefined) return scope
    } catch (error) {
      // Another row may tell what this one cannot.
      if (!isStoreError(error, 'CORRUPT')) throw error
      corrupt ??= error
    }
  }
  if (corrupt !== undefined) throw corrupt
  return undefined
}

/** A session's outputs on its registers. */
export function openOutputs(place: string, registers: Visits, clock: Clock): FileOutputs {
  const rack = Rack.of(place, 'outputs')
  const addressOf = (scope: string, key: string): Address => rack.inner(digestOf(scope)).at(digestOf(key))

  /** Removes the row where it is one of those that are meant; gives how many went. */
  const removeIf = (address: Address, isMeant: (current: Current) => Promise<boolean>): Promise<number> =>
    registers.visit(address, async (current) => {
      if (!current) return { answer: 0, next: null }
      return (await isMeant(current)) ? { answer: 1, next: null } : { answer: 0 }
    })

  return {
    takeUp: ({ scope, key, value, storedAtMs }) =>
      registers.visit<void>(addressOf(scope, key), async (current) => {
        if (current && (await factsOf(current)).storedAtMs >= storedAtMs) return { answer: undefined }
        const facts: Facts = { scope, key, storedAtMs }
        return { answer: undefined, next: { facts, keeps: [], body: value } }
      }),
    get: (scope, key) =>
      registers.visit<OutputGot<string>>(addressOf(scope, key), async (current) => {
        if (!current) return { answer: { status: 'miss' } }
        const { facts, body } = await current.state()
        const row = readFacts(facts, `${scope} ${key}`)
        if (row.scope !== scope || row.key !== key) throw new StoreError('CORRUPT', 'the row of another key')
        return { answer: { status: 'hit', value: body, storedAtMs: row.storedAtMs } }
      }),
    put: (scope, key, value) =>
      registers.visit(addressOf(scope, key), () => {
        const storedAtMs = clock.now()
        const facts: Facts = { scope, key, storedAtMs }
        return { answer: { status: 'stored', storedAtMs }, next: { facts, keeps: [], body: value } }
      }),
    async delete(scope, key) {
      const rows = await removeIf(addressOf(scope, key), async () => true)
      return { status: rows === 1 ? 'deleted' : 'absent' }
    },
    async clear(scope) {
      const addresses = await rack.inner(digestOf(scope)).addresses()
      return { rows: await sumOver(addresses, (address) => removeIf(address, async () => true)) }
    },
    async prune({ olderThanMs }) {
      const latest = clock.now() - olderThanMs
      const isOld = async (current: Current): Promise<boolean> => (await factsOf(current)).storedAtMs <= latest
      const addresses: Address[] = []
      for (const scope of await rack.digests()) addresses.push(...(await rack.inner(scope).addresses()))
      return { rows: await sumOver(addresses, (address) => removeIf(address, isOld)) }
    },
    async scopes(query) {
      const scopeAt = async (digest: string): Promise<string | undefined> =>
        scopeIn(registers, await rack.inner(digest).addresses())
      return pageOfFound('scopes', await rack.digests(), scopeAt, query)
    },
    async keys(scope, query) {
      const inner = rack.inner(digestOf(scope))
      const keyAt = (digest: string): Promise<string | undefined> =>
        registers.visit(inner.at(digest), async (current) => ({ answer: current && (await factsOf(current)).key }))
      return pageOfFound('keys', await inner.digests(), keyAt, query)
    },
  }
}
