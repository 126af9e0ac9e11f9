import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withMap } from '../../../../src/harness/coverage/source-map.ts'

const sign = 'sourceMappingURL'
const code = 'run()\n'
const map = { version: 3, names: [], mappings: 'AAAA', sources: ['x.ts'] }
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'map # %41-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function urlOf(name: string): string {
  return pathToFileURL(join(folder, name)).href
}

function inline(content: object): string {
  return `data:application/json;charset=utf-8;base64,${Buffer.from(JSON.stringify(content)).toString('base64')}`
}

/** The map that the text of `x.js` holds, when its own comment says this; undefined where it holds none. */
function held(url: string, trail = ''): unknown {
  const text = `${code}//# ${sign}=${url}${trail}`
  const whole = withMap(text, urlOf('x.js'))
  // Positions count characters: what was there has stayed where it was.
  expect(whole.slice(0, text.length)).toBe(text.replace(`${sign}=`, `${sign}:`))
  const data = new RegExp(`${sign}=data:application/json;base64,(.*)$`).exec(whole)?.[1]
  return data === undefined ? undefined : JSON.parse(Buffer.from(data, 'base64').toString())
}

describe('the text of a script', () => {
  it('is left as it is where it names no map', () => {
    expect(withMap(code, urlOf('x.js'))).toBe(code)
  })

  it('has a map that lay in a file, with sources by URL and their texts', () => {
    writeFileSync(join(folder, 'x.js.map'), JSON.stringify(map))
    writeFileSync(join(folder, 'x.ts'), 'run(): void')
    expect(held('x.js.map')).toEqual({ ...map, sources: [urlOf('x.ts')], sourcesContent: ['run(): void'] })
  })

  it('has a map that lay in it, also where something follows it, as in the cache of jiti', () => {
    const sources = [join(folder, 'x.ts')]
    const content = { ...map, sources, sourcesContent: ['text'] }
    expect(held(inline(content), ' /* v9-5dabf49c385a8817 */')).toEqual({ ...content, sources: [urlOf('x.ts')] })
    const percent = `data:application/json,${encodeURIComponent(JSON.stringify(content))}`
    expect(held(percent)).toEqual({ ...content, sources: [urlOf('x.ts')] })
  })

  it('has its sources under the root that the map names', () => {
    const content = { ...map, sourceRoot: 'src', sourcesContent: ['text'] }
    expect(held(inline(content))).toMatchObject({ sources: [urlOf('src/x.ts')] })
  })

  it.for([
    ['is not there', 'y.js.map'],
    ['names sources that are not there', inline(map)],
    ['has an index in place of sources', inline({ version: 3, sections: [] })],
    ['is no JSON', 'data:application/json,%7B'],
    ['is not even encoded', 'data:application/json,%E0%A4%A'],
  ] as const)('has no map where the map %s', ([, url]) => {
    expect(held(url)).toBeUndefined()
  })
})
