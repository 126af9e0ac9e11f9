import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { isOfPackage, isOwn, original, standIn } from '../../../../src/harness/coverage/files.ts'

const adapter = 'file:///home/ada/my%20store/adapter.ts'

describe("a file is an adapter's own", () => {
  for (const url of [adapter, 'file:///home/ada/my%20store/rows.ts', 'file:///home/ada/my%20store/sql/text.js']) {
    it(`in the folder of its module and below: ${url}`, () => {
      expect(isOwn(url, adapter)).toBe(true)
    })
  }

  for (const url of [
    'node:fs',
    'data:text/javascript,1',
    'file:///home/ada/other.ts',
    'file:///home/ada/my%20storehouse/rows.ts',
    'file:///home/ada/my%20store/node_modules/pg/lib/index.js',
  ]) {
    it(`and nowhere else: not ${url}`, () => {
      expect(isOwn(url, adapter)).toBe(false)
    })
  }

  it('but not where it is one of holdfast, beside which an adapter may lie', () => {
    const root = new URL('../../../../', import.meta.url)
    const beside = new URL('my.adapter.ts', root).href
    expect(isOwn(beside, beside)).toBe(true)
    expect(isOwn(new URL('src/core/adapter.ts', root).href, beside)).toBe(false)
    expect(isOwn(new URL('contracts/errors.ts', root).href, beside)).toBe(false)
  })

  it('but for our own runtime, which lies in holdfast and answers for itself alone', () => {
    const root = new URL('../../../../', import.meta.url)
    const runtime = new URL('src/runtime/index.ts', root).href
    expect(isOwn(new URL('src/runtime/retry.ts', root).href, runtime)).toBe(true)
    expect(isOwn(new URL('src/core/retry.ts', root).href, runtime)).toBe(false)
  })

  it('in an adapter that is installed, and not in what that has installed', () => {
    const installed = 'file:///p/node_modules/@ada/store/dist/adapter.js'
    expect(isOwn('file:///p/node_modules/@ada/store/dist/rows.js', installed)).toBe(true)
    expect(isOfPackage('/p/node_modules/@ada/store/src/rows.ts', installed)).toBe(true)
    expect(isOwn('file:///p/node_modules/@ada/store/dist/node_modules/pg/x.js', installed)).toBe(false)
    expect(isOfPackage('/p/node_modules/@ada/other/rows.ts', installed)).toBe(false)
  })
})

describe('a stand-in', () => {
  it('is led back to the script', () => {
    const path = '/home/ada/my store/adapter.ts'
    expect(original('/tmp/c', standIn('/tmp/c', path))).toBe(path)
  })

  it('is not every path', () => {
    expect(original('/tmp/c', '/tmp/c/other.ts')).toBe('/tmp/c/other.ts')
    expect(pathToFileURL(original('/tmp/c', '/tmp/cx/scripts/a.ts')).href).toBe('file:///tmp/cx/scripts/a.ts')
  })
})
