import { describe, expect, it } from 'vitest'
import type { AnyPort, Locks, OutputRows, Outputs } from '../../../contracts/index.ts'
import { Shell } from '../../../src/core/shell.ts'
import { locksPort } from '../../../contracts/locks/port.ts'
import { outputsPort } from '../../../contracts/repository/outputs/port.ts'
import { isBusy, openLocks, refusal, backend, opening } from './backends.ts'

const claims = { clock: 'store', fencing: 'transactional', slots: 'counted' }

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

describe('a session that is closed while a value is read', () => {
  it('takes the call no more: nothing reaches the adapter', async () => {
    const calls: unknown[] = []
    const recording: Partial<OutputRows> = {
      async put(...args) {
        calls.push(args)
        return { status: 'stored' }
      },
    }
    const closing = new Shell({ outputs: recording, close: async () => {} }, () => undefined)
    const port = closing.port(outputsPort, { ages: 'store', listing: 'pages' }) as unknown as Outputs
    const put = port.put({ tenant: 't' }, { task: 'a', input: 'i' }, new Blob(['bytes']))
    const closed = closing.close()
    expect(await refusal(put)).toBe('CLOSED')
    await closed
    expect(calls).toEqual([])
  })
})

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

/** Outputs in a shell around rows that serve these methods; `beneath` stands between the two. */
function outputs(rows: Partial<OutputRows>, beneath?: (name: string, port: AnyPort) => AnyPort): Outputs {
  const around = new Shell({ outputs: rows, close: async () => {} }, () => undefined, beneath)
  return around.port(outputsPort, { ages: 'store', listing: 'pages' }) as unknown as Outputs
}

const scope = { tenant: 't', run: 'r' }
const key = { task: 'a', input: 'i' }

describe('values', () => {
  it('reach the adapter as text, and come back', async () => {
    const put: string[] = []
    const rows = outputs({
      async put(...texts) {
        put.push(...texts)
        return { status: 'stored' }
      },
      get: async () => ({ status: 'hit', value: put[2] ?? '' }),
    })
    expect(await rows.put(scope, key, new Map([[undefined, -0]]))).toEqual({ status: 'stored' })
    expect(put).toEqual([
      '{"run":"r","tenant":"t"}',
      '{"input":"i","task":"a"}',
      '{"$Map":[[{"$undefined":true},{"$number":"-0"}]]}',
    ])
    expect(await rows.get(scope, key)).toStrictEqual({ status: 'hit', value: new Map([[undefined, -0]]) })
  })

  it('are those at the time of the call', async () => {
    let stored = ''
    const rows = outputs({
      async put(_, __, value) {
        stored = value
        return { status: 'stored' }
      },
    })
    const value = [1]
    const putting = rows.put(scope, key, value)
    value.push(2)
    await putting
    expect(stored).toBe('[1]')
  })

  it('that are none reach no adapter', async () => {
    const rows = outputs({})
    expect(await refusal(rows.put(scope, key, Symbol('s') as never))).toBe('INVALID_ARGUMENT')
  })

  it.each([['{"b":1,"a":2}'], [''], [undefined], [{ status: 'hit' }]])(
    'that cannot be read are CORRUPT, and no miss: %j',
    async (value) => {
      const rows = outputs({ get: async () => ({ status: 'hit', value: value as string }) })
      expect(await refusal(rows.get(scope, key))).toBe('CORRUPT')
    },
  )

  it('are text to what stands beneath the shell', async () => {
    const seen: unknown[] = []
    const rows = outputs({ get: async () => ({ status: 'miss' }) }, (name, port) => ({
      get(...args) {
        seen.push(name, ...args)
        return port['get']?.(...args) ?? Promise.reject(new Error('not served'))
      },
    }))
    expect(await rows.get(scope, key)).toEqual({ status: 'miss' })
    expect(seen).toEqual(['outputs', '{"run":"r","tenant":"t"}', '{"input":"i","task":"a"}'])
  })
})
