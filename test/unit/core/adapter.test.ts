import { describe, expect, it } from 'vitest'
import { isHarnessError } from '../../../contracts/errors.ts'
import { defineAdapter } from '../../../src/core/adapter.ts'
import { backend, isBusy, locks, opening, refusal } from './backends.ts'

const sound = {
  name: 'sound',
  module: 'file:///sound.js',
  claims: {
    survives: 'session',
    sharing: 'thread',
    ports: { locks: { clock: 'store', fencing: 'transactional', slots: 'counted' } },
  },
  create: async () => ({}),
  open: async () => ({ locks: locks({}), close: async () => {} }),
}

type Definition = Parameters<typeof defineAdapter>[0]

/** What a definition of any shape is refused with: code and message. */
function refused(some: object): string {
  try {
    defineAdapter({ ...sound, ...some } as unknown as Definition)
    return 'it was taken'
  } catch (error) {
    return isHarnessError(error) ? `${error.code}: ${error.message}` : `uncoded: ${String(error)}`
  }
}

function claiming(some: object): string {
  return refused({ claims: { ...sound.claims, ...some } })
}

function answering(answers: unknown): string {
  return claiming({ ports: { locks: answers } })
}

describe('an adapter', () => {
  it.each([
    ['a name', { name: '' }],
    ['a name in small letters', { name: 'Redis' }],
    ['a name that is a text', { name: 7 }],
    ['the URL of its module', { module: '/redis.ts' }],
    ['create', { create: undefined }],
    ['open', { open: 'open' }],
  ])('has %s', (_, some) => {
    expect(refused(some)).toMatch(/^MODULE: adapter /)
  })

  it('offers the ports that it claims', () => {
    expect(backend({}).offers).toEqual(['locks'])
  })

  it('may bring the spec of a port that holdfast does not define', () => {
    const boxes = { name: 'boxes', claims: {}, methods: { put: () => {} } }
    const claims = { ...sound.claims, ports: { boxes: {} } }
    const adapter = defineAdapter({ ...sound, claims, ports: [boxes] } as unknown as Definition)
    expect(adapter.offers).toEqual(['boxes'])
  })

  it('has a clock only where it was given one', () => {
    expect(backend({}).clock).toBeUndefined()
    expect(backend({})).not.toHaveProperty('clock')
  })

  it('need not be able to destroy a place', async () => {
    expect(await refusal(backend({}).destroy(1))).toBeUndefined()
  })
})

describe('a claim', () => {
  it.each([
    ['survives', claiming({ survives: undefined }), /survives: expected "nothing"/],
    ['sharing', claiming({ sharing: undefined }), /sharing: expected "session", "thread"/],
    ['ports', claiming({ ports: undefined }), /ports: expected an object/],
    ['all of them', refused({ claims: undefined }), /claims are missing/],
    ['of a port', answering({ clock: 'store' }), /ports\.locks\.fencing \(whether tokens can fence writes\) is not/],
    ['any', claiming({ ports: {} }), /offers no port/],
  ])('that is not answered is an error: %s', (_, message, expected) => {
    expect(message).toMatch(/^CLAIMS: /)
    expect(message).toMatch(expected)
  })

  it.each([
    [
      'a port',
      claiming({ ports: { lock: {} } }),
      /ports\.lock: no such port; known are outputs, blobs, checkpoints, tasks, logs, locks/,
    ],
    [
      'a claim of a port',
      answering({ clock: 'store', fencing: 'advisory', slots: 'counted', fair: 'yes' }),
      /locks\.fair: no such claim/,
    ],
    ['a sharing', claiming({ sharing: 'galaxy' }), /sharing: expected .* got "galaxy"/],
    ['a survival', claiming({ survives: 'fire' }), /survives: expected .* got "fire"/],
    [
      'a word',
      answering({ clock: 'wall', fencing: 'advisory', slots: 'counted' }),
      /locks\.clock: expected "store" or .* got "wall"/,
    ],
    ['a shape', answering('all'), /ports\.locks: expected an object of claims, got "all"/],
  ])('that is not known is an error: %s', (_, message, expected) => {
    expect(message).toMatch(/^CLAIMS: /)
    expect(message).toMatch(expected)
  })

  it('of a port that stands by another is an error where that one is not offered', () => {
    const message = claiming({ ports: { workers: { clock: 'store' } } })
    expect(message).toMatch(/^CLAIMS: .*ports\.workers: stands by tasks, which the adapter does not offer/)
  })

  it('that is null is no answer', () => {
    expect(answering(null)).toMatch(/^CLAIMS: .*ports\.locks: expected an object of claims/)
  })

  it('may be answered with no, for a reason', () => {
    expect(answering({ clock: { no: 'no expiry' }, fencing: { no: 'no token' }, slots: { no: 'one row' } })).toBe(
      'it was taken',
    )
    expect(answering({ clock: { no: ' ' }, fencing: 'advisory', slots: 'counted' })).toMatch(
      /locks\.clock: a no needs a reason/,
    )
  })

  it('may be delegated, to something that has a name', () => {
    expect(claiming({ survives: { delegated: 'the server' } })).toBe('it was taken')
    expect(claiming({ survives: { delegated: '' } })).toMatch(/^CLAIMS: .*survives/)
  })

  it('may not contradict another', () => {
    expect(claiming({ survives: 'nothing' })).toMatch(/^CLAIMS: .*survives "nothing" contradicts sharing "thread"/)
    expect(claiming({ survives: 'nothing', sharing: 'session' })).toBe('it was taken')
    const claims = {
      ...sound.claims,
      ports: { locks: { clock: { no: 'no expiry' }, fencing: 'advisory', slots: 'counted' } },
    }
    expect(refused({ claims, clock: { turn: async () => {} } })).toMatch(/^CLAIMS: .*a clock hook contradicts/)
  })

  it('of guards needs locks, and is one of two words', () => {
    expect(claiming({ guards: 'advisory' })).toBe('it was taken')
    expect(claiming({ guards: 'strict' })).toMatch(/^CLAIMS: .*guards: expected "transactional", "advisory" or nothing/)
    for (const claim of ['clock', 'fencing'])
      expect(
        claiming({ guards: 'advisory', ports: { locks: { ...sound.claims.ports.locks, [claim]: { no: 'none' } } } }),
      ).toMatch(new RegExp(`^CLAIMS: .*guards contradict ports\\.locks\\.${claim}`))
    const ports = { outputs: { ages: 'store', listing: 'pages' } }
    expect(claiming({ guards: 'advisory', ports })).toMatch(/^CLAIMS: .*guards without ports\.locks/)
  })

  it('is reported with all others that are at fault', () => {
    const message = claiming({ survives: 'fire', sharing: 'galaxy', ports: { lock: {} } })
    expect(message.split('\n')).toHaveLength(3)
  })
})

describe('sessions of an adapter that shares one at a time', () => {
  const alone = { sharing: 'session' } as const

  it('are admitted one after the other', async () => {
    const adapter = backend(alone)
    const first = await adapter.open(1, opening)
    expect(await refusal(adapter.open(1, opening))).toBe('SHARING')
    await first.close()
    expect(await refusal(adapter.open(1, opening))).toBeUndefined()
  })

  it('are counted for each place by itself', async () => {
    const adapter = backend(alone)
    await adapter.open(1, opening)
    expect(await refusal(adapter.open(2, opening))).toBeUndefined()
  })

  it('are not kept out by one that failed to open', async () => {
    let failures = 1
    const open = async (): Promise<void> => {
      if (failures-- > 0) await isBusy()
    }
    const adapter = backend({ ...alone, open })
    expect(await refusal(adapter.open(1, opening))).toBe('BUSY')
    expect(await refusal(adapter.open(1, opening))).toBeUndefined()
  })

  it('are admitted while another opens only where the sharing is wider', async () => {
    const both = (sharing: 'session' | 'thread'): Promise<(string | undefined)[]> => {
      const adapter = backend({ sharing })
      return Promise.all([refusal(adapter.open(1, opening)), refusal(adapter.open(1, opening))])
    }
    expect(await both('session')).toEqual([undefined, 'SHARING'])
    expect(await both('thread')).toEqual([undefined, undefined])
  })

  it('do not let others in by closing twice', async () => {
    const adapter = backend(alone)
    const first = await adapter.open(1, opening)
    await first.close()
    await adapter.open(1, opening)
    await first.close()
    expect(await refusal(adapter.open(1, opening))).toBe('SHARING')
  })
})

describe('opening a session', () => {
  it('that is none is a fault of the module', async () => {
    const open = async (): Promise<unknown> => ({ locks: locks({}) })
    const adapter = defineAdapter({ ...sound, open } as unknown as Definition)
    expect(await refusal(adapter.open({}, opening))).toBe('MODULE')
  })

  it('that fails with an error of the driver is coded as the adapter says, with its cause', async () => {
    const cause = new Error('disk full')
    const adapter = backend({ open: () => Promise.reject(cause), classify: () => 'FULL' })
    await expect(adapter.open(1, opening)).rejects.toMatchObject({ name: 'StoreError', code: 'FULL', cause })
  })
})

describe('a session of an adapter that claims guards', () => {
  const opened = (claims: object, session: object): Promise<string> => {
    const definition = {
      ...sound,
      claims: { ...sound.claims, ...claims },
      open: async () => ({ ...session, locks: {}, close: async () => {} }),
    }
    const adapter = defineAdapter(definition as unknown as Definition)
    return adapter.open({}, { clock: { now: () => 0 }, signal: new AbortController().signal }).then(
      () => 'it was opened',
      (error: unknown) => String(error),
    )
  }

  it('gives ports under one, and a session of another adapter gives none', async () => {
    const under = (): object => ({})
    expect(await opened({ guards: 'advisory' }, { under })).toBe('it was opened')
    expect(await opened({}, {})).toBe('it was opened')
    expect(await opened({ guards: 'advisory' }, {})).toMatch(
      /claims guards, and expected is a session with the method under/,
    )
    expect(await opened({}, { under })).toMatch(/the session has the method under, and no guards are claimed/)
  })
})
