/** The keys and items that moves name: each text is that of its key, and what is meant to collide does. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  hostileItems,
  hostileKeys,
  itemNamed,
  keyNamed,
  keyText,
  keyWithText,
} from '../../../../../contracts/repository/checkpoints/keys.ts'
import { checkpointsPort } from '../../../../../contracts/repository/checkpoints/port.ts'
import { encodeValue } from '../../../../../src/core/codec/encode.ts'

describe('a named key', () => {
  it.each(['a', 'b', ...hostileKeys])('%s has the text that stands beside it, and is found by it', async (word) => {
    expect(keyText(word)).toBe(await encodeValue(keyNamed(word)))
    expect(keyWithText(keyText(word))).toEqual(keyNamed(word))
  })

  it('is another one than every other', () => {
    expect(new Set(hostileKeys.map(keyText)).size).toBe(hostileKeys.length)
  })

  it('is not known by a text that no word has', () => {
    expect(keyWithText('{}')).toBeUndefined()
  })

  it('shares the first 32 bits of its digest with the one that it is meant to collide with', () => {
    const [one, other] = ['collides', 'collides-too'].map((word) =>
      createHash('sha256').update(keyText(word)).digest('hex').slice(0, 8),
    )
    expect(one).toBe('921c40e3')
    expect(other).toBe(one)
  })
})

describe('a named item', () => {
  it.each(hostileItems)('%s is one that the port takes', (word) => {
    const append = checkpointsPort.methods['append']
    expect(() => append?.([keyNamed('a'), 1, [itemNamed(word)]], {})).not.toThrow()
  })

  it('stands for itself where its word is none of the hostile ones', () => {
    expect(itemNamed('x')).toBe('x')
    expect(itemNamed('constructor')).toBe('constructor')
  })

  it('is another one than every other', () => {
    expect(new Set(hostileItems.map(itemNamed)).size).toBe(hostileItems.length)
  })
})
