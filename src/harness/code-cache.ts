/**
 * What V8 made of the modules that a process has loaded, for processes that load the same ones after it: a fifth of what a
 * start costs goes into reading and compiling them. Only files are taken that nobody changes beneath a run, those of the
 * pack and of installed packages: V8 tells a text of another length from the one it compiled, and no other. The build keeps
 * what it makes of the pack, for the programs that start anew in each run.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import Module, { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'

interface Loading {
  readonly exports: object
  require(id: string): unknown
}

type Compile = (this: Loading, text: string, path: string, ...more: readonly unknown[]) => unknown

type Run = (exports: object, require: NodeJS.Require, module: Loading, path: string, folder: string) => unknown

const ofPack = `${sep}dist${sep}pack${sep}`
const ofPackages = `${sep}node_modules${sep}`

/** Programs of ours for which the build keeps code, each under the flags of V8 with which it starts. */
export type Program = 'command' | 'trial'

const compiled = new Map<string, Script>()

/**
 * The file in which the build keeps what a program loads of the pack; V8 takes none of it under other flags. Where the pack lies
 * is said here once more: what else knows it lies in the pack, and is to be loaded after this.
 */
export function keptCode(program: Program): string {
  return fileURLToPath(new URL(`../../pack/${program}.code`, import.meta.url))
}

/** From now on files of the pack are compiled with what the build kept for this program. */
export function useKeptCode(program: Program): void {
  const known = readCode(keptCode(program))
  compileWith(known, (_, path) => known.has(path))
}

/** From now on modules are compiled with what was kept in this file, and what is compiled can be kept. */
export function useCode(file: string): void {
  compileWith(readCode(file), isKept)
}

function compileWith(known: ReadonlyMap<string, Buffer>, isMeant: (text: string, path: string) => boolean): void {
  const { prototype } = Module as unknown as { readonly prototype: { _compile: Compile } }
  const compile = prototype._compile
  prototype._compile = function (text, path, ...more) {
    const script = isMeant(text, path) ? scriptOf(text, path, known.get(path)) : undefined
    if (!script) return compile.call(this, text, path, ...more)
    const run = script.runInThisContext() as Run
    return run.call(this.exports, this.exports, requireOf(this, path), this, path, dirname(path))
  }
}

/** A text that imports is left to Node: once it was kept, V8 no longer knows who is to load what it imports. */
function isKept(text: string, path: string): boolean {
  return (path.includes(ofPack) || path.includes(ofPackages)) && !/(?<![.\w$])import\s*\(/.test(text)
}

/** Nothing where the text is not that of a function's body: Node says what is wrong with it. */
function scriptOf(text: string, filename: string, cachedData: Buffer | undefined): Script | undefined {
  try {
    const script = new Script(Module.wrap(text), { filename, cachedData })
    compiled.set(filename, script)
    return script
  } catch {
    return undefined
  }
}

/** What a module calls `require`; what Node hangs on it is made for those few that ask for it. */
function requireOf(module: Loading, path: string): NodeJS.Require {
  const require = (id: string): unknown => module.require(id)
  for (const key of ['resolve', 'cache', 'main', 'extensions'] as const)
    Object.defineProperty(require, key, { get: () => createRequire(path)[key] })
  return require as NodeJS.Require
}

/** What was kept, by path; nothing where there is no such file yet, or none that can be read: V8 then compiles anew. */
function readCode(file: string): ReadonlyMap<string, Buffer> {
  try {
    return codeIn(readFileSync(file))
  } catch {
    return new Map()
  }
}

/** Writes to the file of a program what V8 has of the pack by now. */
export function keepPack(program: Program): void {
  keepCode(keptCode(program), (path) => path.includes(ofPack))
}

/** The first line of the file lists paths and sizes; what they have follows. */
function codeIn(bytes: Buffer): ReadonlyMap<string, Buffer> {
  const known = new Map<string, Buffer>()
  let start = bytes.indexOf('\n') + 1
  for (const [path, size] of JSON.parse(bytes.toString('utf8', 0, start)) as [string, number][]) {
    known.set(path, bytes.subarray(start, start + size))
    start += size
  }
  return known
}

/** Writes to this file what V8 has of the modules by now: functions that were called, too. It is there whole or not at all. */
export function keepCode(file: string, isMeant: (path: string) => boolean = () => true): void {
  const meant = [...compiled].filter(([path]) => isMeant(path))
  const kept = meant.map(([path, script]) => [path, script.createCachedData()] as const)
  const head = `${JSON.stringify(kept.map(([path, { length }]) => [path, length]))}\n`
  const unborn = `${file}.${process.pid}`
  writeFileSync(unborn, Buffer.concat([Buffer.from(head), ...kept.map(([, data]) => data)]))
  renameSync(unborn, file)
}
