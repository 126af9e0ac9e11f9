/** What one process compiled stands ready for the next one. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dirSync } from 'tmp-promise'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { youngGeneration } from '../../dist/src/harness/node-flags.js'

const cache = new URL('../../dist/src/harness/code-cache.js', import.meta.url).href
const folder = dirSync({ prefix: 'code', unsafeCleanup: true })
const code = join(folder.name, 'code')
const installed = join(folder.name, 'node_modules', 'told')

/** Writes a module as it would lie there installed: what it tells is compiled when it is first called. */
function install(text: string): void {
  mkdirSync(installed, { recursive: true })
  writeFileSync(join(installed, 'index.js'), text)
}

const tells = (word: string): string => `exports.tell = () => ${JSON.stringify(word)}`

/** What a process prints that uses the cache, loads the module, and keeps what it compiled. */
function start(prints: string, path = installed): string {
  const program = join(folder.name, 'program.mjs')
  const url = JSON.stringify(cache)
  writeFileSync(
    program,
    `import { createRequire } from 'node:module'
     import { keepCode, useCode } from ${url}
     useCode(${JSON.stringify(code)})
     const told = createRequire(import.meta.url)(${JSON.stringify(path)})
     console.log(${prints})
     keepCode(${JSON.stringify(code)})`,
  )
  return execFileSync(process.execPath, [program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
}

afterAll(() => folder.removeCallback())

describe('a process that uses what another compiled', () => {
  beforeEach(() => writeFileSync(code, ''))

  it('compiles none of it again, functions that were called included', () => {
    install(tells('before'))
    start('told.tell()')
    // V8 tells texts apart by their length alone: one that it does not read again is the sign.
    install(tells('behind'))
    expect(start('told.tell()')).toBe('before')
  })

  it('compiles a module whose text has another length', () => {
    install(tells('before'))
    start('told.tell()')
    install(tells('long after'))
    expect(start('told.tell()')).toBe('long after')
  })

  it('compiles a file that is neither of the pack nor of an installed package each time', () => {
    const own = join(folder.name, 'own.cjs')
    writeFileSync(own, tells('before'))
    start('told.tell()', own)
    writeFileSync(own, tells('behind'))
    expect(start('told.tell()', own)).toBe('behind')
  })

  it('starts where what was kept is damaged', () => {
    install(tells('before'))
    start('told.tell()')
    const kept = readFileSync(code)
    for (const damaged of [
      kept.subarray(0, 10),
      kept.subarray(0, kept.length / 2),
      Buffer.from('[[1,2]]\n'),
      kept.fill(7, 80),
    ]) {
      writeFileSync(code, damaged)
      expect(start('told.tell()')).toBe('before')
    }
  })

  it('loads modules as Node does', async () => {
    install(
      `const { sep } = require('path')
       exports.paths = [__filename, __dirname, require.resolve('./index.js')].map((path) => path.split(sep).slice(-2).join('/'))
       exports.isSelf = this === exports && module.exports === exports && require.cache[__filename] === module
       exports.loads = () => import('./more.mjs')`,
    )
    writeFileSync(join(installed, 'more.mjs'), 'export default "more"')
    const prints = 'JSON.stringify([told.paths, told.isSelf, (await told.loads()).default])'
    const expected = [['told/index.js', 'node_modules/told', 'told/index.js'], true, 'more']
    expect([JSON.parse(start(prints)), JSON.parse(start(prints))]).toEqual([expected, expected])
  })

  it('says of a text that is no program what Node says', () => {
    install('exports.tell = (')
    expect(() => start('told.tell()')).toThrow(/node_modules\/told\/index\.js:1\n[\s\S]*SyntaxError/)
  })
})

describe('what the build keeps of the pack', () => {
  const builtin = fileURLToPath(new URL('../../dist/pack/src.builtin.js', import.meta.url))

  /** How many modules V8 compiles from what was kept, and how many it compiles anew, in a process with these flags. */
  function compiled(program: string, flags: readonly string[]): unknown {
    const text = `import vm from 'node:vm'
      import { createRequire, syncBuiltinESMExports } from 'node:module'
      const told = { kept: 0, anew: 0 }
      vm.Script = class extends vm.Script {
        constructor(...given) {
          super(...given)
          told[this.cachedDataRejected === false ? 'kept' : 'anew'] += 1
        }
      }
      syncBuiltinESMExports()
      const { useKeptCode } = await import(${JSON.stringify(cache)})
      useKeptCode(${JSON.stringify(program)})
      createRequire(import.meta.url)(${JSON.stringify(builtin)})
      console.log(JSON.stringify(told))`
    const file = join(folder.name, 'kept.mjs')
    writeFileSync(file, text)
    return JSON.parse(execFileSync(process.execPath, [...flags, file], { encoding: 'utf8' }))
  }

  it.each([
    ['command', []],
    ['trial', youngGeneration],
  ] as const)('is taken by a %s, which compiles none of these files again', (program, flags) => {
    expect(compiled(program, flags)).toEqual({ kept: expect.toSatisfy((kept: number) => kept > 20), anew: 0 })
  })

  it('is left alone by V8 under other flags: all is compiled anew, and runs', () => {
    expect(compiled('command', youngGeneration)).toEqual({
      kept: 0,
      anew: expect.toSatisfy((anew: number) => anew > 20),
    })
  })
})
