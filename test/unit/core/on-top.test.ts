import { describe, expect, it } from 'vitest'
import type { AnyPort, Locks, PortSpec, Runtime } from '../../../contracts/index.ts'
import { onTop, partsOn } from '../../../src/core/on-top.ts'
import { defineRuntime } from '../../../src/core/runtime.ts'
import { backend, opening, refusal } from './backends.ts'

interface Names {
  all(): Promise<number>
}

const over: readonly string[] = ['locks']
const names: PortSpec<'names', Names> & { readonly over: readonly string[] } = {
  name: 'names',
  claims: {},
  methods: { all: () => {} },
  part: true,
  over,
  scenes: {},
}
const tally: PortSpec<'tally', Names> = { name: 'tally', claims: {}, methods: { all: () => {} }, part: true }

/** A runtime with one part by itself and one on locks. */
function runtimeWith(some: { readonly close?: () => Promise<void>; readonly forgets?: true } = {}): Runtime {
  return defineRuntime({
    name: 'engine',
    module: 'file:///engine.js',
    parts: [tally, names],
    open: async ({ locks }) => ({
      tally: { all: async () => 0 },
      ...(locks && !some.forgets ? { names: { all: async () => (await locks.list({ limit: 1 })).locks.length } } : {}),
      close: async () => some.close?.(),
    }),
  })
}

const listing: Partial<Locks> = { list: async () => ({ locks: [] }) }

describe('a runtime on top of an adapter', () => {
  it('gives its sessions the parts whose ports are there, besides all ports', async () => {
    const tried = onTop(backend({ serves: listing }), runtimeWith())
    expect(tried.offers).toEqual(['locks', 'names'])
    expect(Object.keys(tried.claims.ports)).toEqual(['locks', 'names'])
    const session = await tried.open(1, opening)
    expect(await (session['names'] as Names).all()).toBe(0)
    expect(await (session['locks'] as Locks).list({ limit: 1 })).toEqual({ locks: [] })
    await session.close()
  })

  it('has no part on an adapter that lacks a port of it, and none twice', () => {
    const lacking = { ...backend({}), offers: ['outputs'] }
    expect(onTop(lacking, runtimeWith())).toBe(lacking)
    expect(partsOn(onTop(backend({}), runtimeWith()), runtimeWith())).toEqual([])
  })

  it('by itself offers what needs no store', () => {
    const runtime = runtimeWith()
    expect(runtime.offers).toEqual(['tally'])
    expect(runtime.partsOver).toEqual([names])
  })

  it('calls the ports through whoever stands between', async () => {
    const told: string[] = []
    const between = (port: string, called: AnyPort): AnyPort => ({
      ...called,
      list: async (...args) => {
        told.push(port)
        return called['list']?.(...args)
      },
    })
    const session = await onTop(backend({ serves: listing }), runtimeWith()).open(1, opening, undefined, between)
    await (session['names'] as Names).all()
    await (session['locks'] as Locks).list({ limit: 1 })
    expect(told).toEqual(['locks'])
    await session.close()
  })

  it('is closed before the session, which is closed whatever comes of that', async () => {
    const ended: string[] = []
    const adapter = backend({ close: async () => void ended.push('session') })
    const failing = runtimeWith({
      close: async () => {
        ended.push('runtime')
        throw new Error('not ready')
      },
    })
    const session = await onTop(adapter, failing).open(1, opening)
    expect(await refusal(session.close())).toBe('UNCLASSIFIED')
    expect(ended).toEqual(['runtime', 'session'])
    expect(await refusal((session['names'] as Names).all())).toBe('CLOSED')
  })

  it('must have each part that its ports allow', async () => {
    expect(await refusal(onTop(backend({}), runtimeWith({ forgets: true })).open(1, opening))).toBe('MODULE')
  })
})
