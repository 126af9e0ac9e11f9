import { afterEach, describe, expect, it } from 'vitest'
import { failpoint, failpointAsync, hearFailpoints } from '../../../src/core/failpoint.ts'

afterEach(() => hearFailpoints(undefined))

describe('a declared point', () => {
  it('does nothing where nobody hears it', () => {
    expect([failpoint('a b'), failpointAsync('a b')]).toEqual([undefined, undefined])
  })

  it('is told of by its name, and throws what is thrown there', () => {
    const heard: string[] = []
    hearFailpoints((name) => {
      heard.push(name)
      if (name === 'a bad') throw new Error('stopped')
    })
    failpoint('a good')
    expect(() => failpoint('a bad')).toThrow('stopped')
    expect(heard).toEqual(['a good', 'a bad'])
  })

  it('can be waited for in code that can wait', async () => {
    let isOver = false
    hearFailpoints(async () => {
      await Promise.resolve()
      isOver = true
    })
    await failpointAsync('a b')
    expect(isOver).toBe(true)
  })
})
