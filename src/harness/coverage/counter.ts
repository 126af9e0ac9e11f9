/**
 * Counts in one process what runs of an adapter's own files, and writes it down before the process ends or is killed.
 * V8 counts, and c8 reads the files, which have the form of NODE_V8_COVERAGE. That variable itself would not do: it
 * writes 286 kB at each of hundreds of kills, where the five files of our SQLite adapter take 4 kB; and it keeps no text
 * of what jiti makes of TypeScript, without which V8's positions mean nothing.
 */
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import type { Profiler } from 'node:inspector'
import { Session } from 'node:inspector'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { threadId } from 'node:worker_threads'
import type { Counting } from './files.ts'
import { countsIn, isOwn, standIn } from './files.ts'
import { withMap } from './source-map.ts'

type Script = Profiler.ScriptCoverage

/** Counts from its start on. */
export class CodeCounter {
  readonly #counting: Counting
  readonly #inspector = new Session()
  /** URLs of files that are not the adapter's, though they lie in its folder */
  readonly #foreign = new Set<string>()
  #written = 0

  constructor(counting: Counting) {
    this.#counting = counting
    mkdirSync(countsIn(counting.folder), { recursive: true })
    this.#inspector.connect()
    this.#inspector.post('Profiler.enable')
    this.#inspector.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
    process.on('exit', () => this.write())
  }

  /** Writes down what ran since the last time. All is done when this returns: a SIGKILL may follow. */
  write(): void {
    this.#keep(this.#take())
  }

  /** Loads what the adapter does not import: a plugin, whose laws may lie in the same folder. */
  async leaveOut<Value>(load: () => Promise<Value>): Promise<Value> {
    const before = this.#take()
    this.#keep(before)
    const value = await load()
    const loaded = this.#take().filter(({ url }) => !before.some((script) => script.url === url))
    for (const { url } of loaded) this.#foreign.add(url)
    return value
  }

  /** What V8 counted since the last time in the files of the adapter. */
  #take(): readonly Script[] {
    let counted: readonly Script[] = []
    // Within one process an inspector answers before `post` returns.
    this.#inspector.post('Profiler.takePreciseCoverage', (_, { result }) => {
      counted = result
    })
    return counted.filter(({ url }) => isOwn(url, this.#counting.adapter) && !this.#foreign.has(url))
  }

  #keep(scripts: readonly Script[]): void {
    if (scripts.length === 0) return
    this.#keepTexts(scripts.filter(({ url }) => !existsSync(this.#standIn(url))))
    const result = scripts.map((script) => ({ ...script, url: this.#standIn(script.url) }))
    const name = `${process.pid}-${threadId}-${performance.timeOrigin}-${this.#written++}.json`
    writeFileSync(join(countsIn(this.#counting.folder), name), JSON.stringify({ result }))
  }

  #standIn(url: string): string {
    return standIn(this.#counting.folder, fileURLToPath(url))
  }

  /** Keeps the texts as V8 ran them, each with its source map. */
  #keepTexts(scripts: readonly Script[]): void {
    if (scripts.length === 0) return
    this.#inspector.post('Debugger.enable')
    for (const { scriptId, url } of scripts) {
      this.#inspector.post('Debugger.getScriptSource', { scriptId }, (_, { scriptSource }) => {
        putWhole(this.#standIn(url), withMap(scriptSource, url))
      })
    }
    this.#inspector.post('Debugger.disable')
  }
}

/** Two processes may write the same file at once, and two threads of one. */
function putWhole(path: string, text: string): void {
  const own = `${path}.${process.pid}-${threadId}`
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(own, text)
  renameSync(own, path)
}
