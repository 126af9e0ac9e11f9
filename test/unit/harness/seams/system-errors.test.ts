import { once } from 'node:events'
import { openSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { systemErrorsAt, systemError, systemErrorAt } from '../../../../src/harness/seams/system-errors.ts'

function thrown(call: () => void): Error & { readonly errno?: number } {
  try {
    call()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('expected an error')
}

function facts(error: Error): object {
  return Object.fromEntries(Object.entries(error))
}

describe('an error of the file system', () => {
  it('is as Node makes it where the disk is full', () => {
    const real = thrown(() => writeFileSync('/dev/full', Buffer.from('text')))
    const made = systemError('ENOSPC', 'write')
    expect(made.message).toBe(real.message)
    expect(facts(made)).toEqual(facts(real))
    expect(made).toBeInstanceOf(Error)
  })

  it('is as Node makes it for a name, but for the name', () => {
    const real = thrown(() => openSync('/dev/null/file', 'r'))
    const made = systemError('ENOTDIR', 'open')
    expect(real.message).toBe(`${made.message} '/dev/null/file'`)
    expect({ ...facts(made), path: '/dev/null/file' }).toEqual(facts(real))
  })

  it('names the system call of the point', () => {
    expect(systemErrorAt('fs create:before', 'EMFILE')).toMatchObject({ syscall: 'open', code: 'EMFILE', errno: -24 })
    expect(systemErrorAt('fs readdir:before', 'EIO').message).toBe('EIO: i/o error, scandir')
  })
})

describe('an error of a socket', () => {
  it('is as Node makes it', async () => {
    const socket = connect('/dev/null/socket')
    const [real] = (await once(socket, 'error').catch((error: unknown) => [error])) as [Error]
    expect(real.message).toMatch(/^connect ENOTDIR/)
    expect(systemErrorAt('net write:before', 'EPIPE')).toMatchObject({
      message: 'write EPIPE',
      code: 'EPIPE',
      errno: -32,
    })
  })
})

describe('the codes at a point', () => {
  it.each([
    ['fs write:before', ['EIO', 'ENOSPC']],
    ['fs write:after', ['EIO']],
    ['fs write:half', []],
    ['fs create:before', ['EIO', 'EMFILE', 'ENOSPC', 'EROFS']],
    ['fs create:after', ['EIO']],
    ['fs fsync:before', ['EIO']],
    ['fs toString:before', []],
    ['net connect:before', ['ECONNREFUSED', 'ETIMEDOUT']],
    ['net write:after', ['ECONNRESET']],
    ['net end:before', []],
    ['locks.acquire:call', []],
    ['better-sqlite3 run INSERT locks:before', []],
  ])('%s', (point, codes) => {
    expect(systemErrorsAt(point)).toEqual(codes)
  })
})
