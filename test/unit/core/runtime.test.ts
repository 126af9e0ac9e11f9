import { describe, expect, it } from 'vitest'
import type { PortSpec, RuntimeDefinition } from '../../../contracts/index.ts'
import { isHarnessError } from '../../../contracts/errors.ts'
import { defineRuntime } from '../../../src/core/runtime.ts'
import { opening } from './backends.ts'

interface Tally {
  count(step: () => number): Promise<number>
}

const tally: PortSpec<'tally', Tally> = {
  name: 'tally',
  claims: {},
  methods: { count: () => {} },
  part: true,
  scenes: {},
}

const sound: RuntimeDefinition<readonly [typeof tally]> = {
  name: 'engine',
  module: 'file:///engine.js',
  parts: [tally],
  open: async () => ({ tally: { count: async (step) => step() }, close: async () => {} }),
}

function refused(some: object): string {
  try {
    defineRuntime({ ...sound, ...some })
    return 'it was taken'
  } catch (error) {
    return isHarnessError(error) ? error.code : `uncoded: ${String(error)}`
  }
}

describe('a runtime', () => {
  it('is a subject like an adapter, whose ports are its parts', () => {
    const claims = { survives: 'nothing', sharing: 'session', ports: { tally: {} } }
    expect(defineRuntime(sound)).toMatchObject({ name: 'engine', isRuntime: true, offers: ['tally'], claims })
  })

  it('takes functions, and hands on what they throw as it is', async () => {
    const runtime = defineRuntime(sound)
    const session = await runtime.open(await runtime.create({ id: 'a', dir: '' }), opening)
    const thrown = new Error('of the caller')
    const throwing = (): number => {
      throw thrown
    }
    const served = session['tally'] as Tally
    expect(await served.count(() => 3)).toBe(3)
    expect(await served.count(throwing).catch((error: unknown) => error)).toBe(thrown)
    await session.close()
  })

  it.each([
    ['a name in small letters', { name: 'Engine' }],
    ['the URL of its module', { module: './engine.js' }],
    ['parts', { parts: [] }],
    ['open', { open: undefined }],
  ])('has %s', (_, some) => {
    expect(refused(some)).toBe('MODULE')
  })
})
