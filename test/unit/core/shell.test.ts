import { describe, expect, it } from 'vitest'
import type { Locks } from '../../../contracts/index.ts'
import { Shell } from '../../../src/core/shell.ts'
import { locksPort } from '../../../contracts/locks/port.ts'
import { isBusy, openLocks, refusal, backend, opening } from './backends.ts'

const claims = { clock: 'store', fencing: 'transactional' }

/** A shell around locks that serve these methods, and what reached them. */
function shell(serves: Partial<Locks>): {
  readonly locks: Locks
  readonly closing: Shell
  readonly closed: () => number
} {
  let closed = 0
  const inner = {
    locks: serves,
    close: async () => {
      closed += 1
    },
  }
  const closing = new Shell(inner, () => undefined)
  return { locks: closing.port(locksPort, claims) as unknown as Locks, closing, closed: () => closed }
}

/** An inspection that counts its calls. */
function counting(): { readonly serves: Partial<Locks>; readonly calls: readonly string[] } {
  const calls: string[] = []
  const inspect: Locks['inspect'] = async (name) => {
    calls.push(name)
    return { status: 'free' }
  }
  return { serves: { inspect }, calls }
}

describe('a call on an open session', () => {
  it('reaches the adapter and brings its answer back', async () => {
    const { serves, calls } = counting()
    const { locks } = shell(serves)
    expect(await locks.inspect('a')).toEqual({ status: 'free' })
    expect(calls).toEqual(['a'])
  })

  it('keeps the port that it is a method of', async () => {
    class Plain {
      readonly state = { status: 'free' } as const
      async inspect(): Promise<{ readonly status: 'free' }> {
        return this.state
      }
    }
    const { locks } = shell(new Plain())
    expect(await locks.inspect('a')).toEqual({ status: 'free' })
  })

  it('with a bad argument reaches no adapter', async () => {
    const { serves, calls } = counting()
    const { locks } = shell(serves)
    expect(await refusal(locks.inspect(''))).toBe('INVALID_ARGUMENT')
    expect(calls).toEqual([])
  })

  it('of a method that the adapter does not serve is UNSUPPORTED', async () => {
    const { locks } = shell({})
    expect(await refusal(locks.inspect('a'))).toBe('UNSUPPORTED')
  })

  it('never throws at once', () => {
    const { locks } = shell({})
    expect(() => void locks.inspect('').catch(() => {})).not.toThrow()
  })
})

describe('a call on a closed session', () => {
  it('reaches no adapter', async () => {
    const { serves, calls } = counting()
    const { locks, closing } = shell(serves)
    await closing.close()
    expect(await refusal(locks.inspect('a'))).toBe('CLOSED')
    expect(calls).toEqual([])
  })

  it('is CLOSED from the moment at which the close began, whatever its arguments', async () => {
    const { locks, closing } = shell(counting().serves)
    const ended = closing.close()
    expect(await refusal(locks.inspect(''))).toBe('CLOSED')
    await ended
  })
})

describe('closing a session', () => {
  it('twice closes it once', async () => {
    const { closing, closed } = shell({})
    await Promise.all([closing.close(), closing.close()])
    await closing.close()
    expect(closed()).toBe(1)
  })

  it('that fails is coded, and fails alike the second time', async () => {
    const close = async (): Promise<void> => {
      throw new Error('device gone')
    }
    const session = await backend({ close, classify: () => 'IO' }).open(1, opening)
    expect(await refusal(session.close())).toBe('IO')
    expect(await refusal(session.close())).toBe('IO')
  })
})

describe('what an adapter throws', () => {
  it('leaves as it is where it is a store error', async () => {
    const locks = await openLocks({ serves: { inspect: isBusy } })
    expect(await refusal(locks.inspect('a'))).toBe('BUSY')
  })

  it('is coded by the adapter, with the error of the driver as cause', async () => {
    const cause = Object.assign(new Error('no space'), { errno: 28 })
    const inspect = (): Promise<never> => Promise.reject(cause)
    const locks = await openLocks({ serves: { inspect }, classify: (error) => (error === cause ? 'FULL' : undefined) })
    await expect(locks.inspect('a')).rejects.toMatchObject({ name: 'StoreError', code: 'FULL', cause })
  })

  it.each([
    ['where the adapter does not know it', new Error('odd')],
    ['where it is no error', 'odd'],
    ['where its code is not on the list', Object.assign(new Error('odd'), { name: 'StoreError', code: 'ODD' })],
  ])('is UNCLASSIFIED %s', async (_, thrown) => {
    const locks = await openLocks({ serves: { inspect: () => Promise.reject(thrown) } })
    await expect(locks.inspect('a')).rejects.toMatchObject({ code: 'UNCLASSIFIED', cause: thrown })
  })

  it('is coded though it was not thrown by a promise', async () => {
    const inspect = (): never => {
      throw new Error('at once')
    }
    const locks = await openLocks({ serves: { inspect } })
    expect(await refusal(locks.inspect('a'))).toBe('UNCLASSIFIED')
  })

  it('is coded though its own classify fails', async () => {
    const cause = new Error('odd')
    const classify = (): never => {
      throw new TypeError('no code to look at')
    }
    const locks = await openLocks({ serves: { inspect: () => Promise.reject(cause) }, classify })
    await expect(locks.inspect('a')).rejects.toMatchObject({ code: 'UNCLASSIFIED', cause })
  })
})
