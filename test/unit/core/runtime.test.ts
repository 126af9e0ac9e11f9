import { describe, expect, it } from 'vitest'
import type { RuntimeDefinition } from '../../../contracts/index.ts'
import { defineRuntime } from '../../../src/core/runtime.ts'
import { isHarnessError } from '../../../contracts/errors.ts'

const sound: RuntimeDefinition = {
  name: 'engine',
  module: 'file:///engine.js',
  open: async () => ({ close: async () => {} }),
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
  it('is taken where all its parts are there', () => {
    expect(defineRuntime(sound)).toMatchObject({ name: 'engine', isRuntime: true })
  })

  it.each([
    ['a name in small letters', { name: 'Engine' }],
    ['the URL of its module', { module: './engine.js' }],
    ['open', { open: undefined }],
  ])('has %s', (_, some) => {
    expect(refused(some)).toBe('MODULE')
  })
})
