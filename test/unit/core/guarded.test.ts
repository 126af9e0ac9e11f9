import { describe, expect, it } from 'vitest'
import type { AnyPort, Guard, OutputRows, Outputs } from '../../../contracts/index.ts'
import { fenced, withGuard, withoutGuard } from '../../../contracts/guard.ts'
import { outputsPort } from '../../../contracts/repository/outputs/port.ts'
import { demandedBefore } from '../../../src/core/guarded.ts'
import { Shell } from '../../../src/core/shell.ts'
import { refusal } from './backends.ts'

const guard: Guard = { lock: 'g', token: 1 }
const scope = { tenant: 't' }
const key = { task: 'a', input: 'i' }
const claims = { ages: 'store', listing: 'pages' }

/** A port that notes its calls, and where they went. */
function noting(where: string, calls: unknown[]): AnyPort {
  const call =
    (method: string): AnyPort[string] =>
    async (...args) => {
      calls.push([where, method, ...args])
      return { status: 'stored' }
    }
  return Object.fromEntries(Object.keys(outputsPort.methods).map((method) => [method, call(method)]))
}

function outputsOf(under?: (guard: Guard) => { readonly [port: string]: unknown }): {
  readonly outputs: Outputs
  readonly calls: readonly unknown[]
} {
  const calls: unknown[] = []
  const held = under ?? (() => ({ outputs: noting('under', calls) }))
  const session = { outputs: noting('plain', calls), close: async () => {}, under: held }
  return { outputs: new Shell(session, () => undefined).port(outputsPort, claims) as unknown as Outputs, calls }
}

describe('the guard of a call', () => {
  it('stands in the options behind its other arguments, and is taken out and put back', () => {
    expect(withoutGuard(['s', 'k', 1, { guard }], 3)).toEqual({ args: ['s', 'k', 1], guard })
    expect(withoutGuard([{ olderThanMs: 0, guard }], 0)).toEqual({ args: [{ olderThanMs: 0 }], guard })
    expect(withGuard({ args: ['s', 'k', 1], guard }, 3)).toEqual(['s', 'k', 1, { guard }])
    expect(withGuard({ args: [{ olderThanMs: 0 }], guard }, 0)).toEqual([{ olderThanMs: 0, guard }])
  })

  it('need not be there: options that hold nothing else are none', () => {
    expect(withoutGuard(['s', 'k'], 2)).toEqual({ args: ['s', 'k'] })
    expect(withoutGuard(['s', 'k', undefined], 2)).toEqual({ args: ['s', 'k'] })
    expect(withoutGuard(['s', 'k', { guard: undefined }], 2)).toEqual({ args: ['s', 'k'] })
    expect(withoutGuard(['s', 'k', { other: 1 }], 2)).toEqual({ args: ['s', 'k', { other: 1 }] })
    expect(withoutGuard(['s', { guard }], undefined)).toEqual({ args: ['s', { guard }] })
  })
})

describe('a write under a guard', () => {
  it('goes to the port under it, and any other to the plain one', async () => {
    const { outputs, calls } = outputsOf()
    await outputs.delete(scope, key, { guard })
    await outputs.delete(scope, key)
    await outputs.prune({ olderThanMs: 5, guard })
    const texts = ['{"tenant":"t"}', '{"input":"i","task":"a"}']
    expect(calls).toEqual([
      ['under', 'delete', ...texts],
      ['plain', 'delete', ...texts],
      ['under', 'prune', { olderThanMs: 5 }],
    ])
  })

  it('reaches no adapter where the guard is none', async () => {
    const { outputs, calls } = outputsOf()
    for (const bad of [{ lock: '', token: 1 }, { lock: 'g', token: 0 }, { lock: 'g' }, 'g', null])
      expect(await refusal(outputs.delete(scope, key, { guard: bad as never }))).toBe('INVALID_ARGUMENT')
    expect(calls).toEqual([])
  })

  it('is not made at all where its options hold what is no guard, such as one that is misspelt', async () => {
    const { outputs, calls } = outputsOf()
    expect(await refusal(outputs.delete(scope, key, { gaurd: guard } as never))).toBe('INVALID_ARGUMENT')
    expect(await refusal(outputs.put(scope, key, 1, { guard, ttlMs: 1 } as never))).toBe('INVALID_ARGUMENT')
    expect(await refusal(outputs.clear(scope, guard as never))).toBe('INVALID_ARGUMENT')
    expect(calls).toEqual([])
    await outputs.delete(scope, key, {})
    expect(calls).toHaveLength(1)
  })

  it('is refused by name where a session has no such port under one, or no ports under guards at all', async () => {
    const { outputs } = outputsOf(() => ({}))
    expect(await refusal(outputs.delete(scope, key, { guard }))).toBe('UNSUPPORTED')
    const bare = new Shell({ outputs: noting('plain', []), close: async () => {} }, () => undefined)
    const unguarded = bare.port(outputsPort, claims) as unknown as Outputs
    expect(await refusal(unguarded.delete(scope, key, { guard }))).toBe('UNSUPPORTED')
  })

  it('is none where a call only reads', async () => {
    const { outputs, calls } = outputsOf()
    await outputs.scopes({ limit: 1 })
    expect(calls).toEqual([['plain', 'scopes', { limit: 1 }]])
  })
})

describe('ports behind a demand', () => {
  const ports = (calls: unknown[]): { readonly outputs: OutputRows } => ({
    outputs: noting('under', calls) as unknown as OutputRows,
  })

  it('make their calls in the same turn where the demand needs none', () => {
    const calls: unknown[] = []
    void demandedBefore(ports(calls), () => {}).outputs.clear('s')
    expect(calls).toEqual([['under', 'clear', 's']])
  })

  it('make none where it throws, or rejects', async () => {
    const calls: unknown[] = []
    expect(await refusal(demandedBefore(ports(calls), () => fenced(guard)).outputs.clear('s'))).toBe('FENCED')
    const later = demandedBefore(ports(calls), async () => fenced(guard))
    expect(await refusal(later.outputs.clear('s'))).toBe('FENCED')
    expect(calls).toEqual([])
  })
})
