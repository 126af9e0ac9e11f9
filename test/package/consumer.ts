/** A stranger's project: an empty folder with the packed tarball in it, and the files of `consumer/`. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** Our repository. */
export const repository = fileURLToPath(new URL('../../', import.meta.url))

/** How a command ended. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface PackageJson {
  readonly version: string
  readonly dependencies: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>
}

/** What our package says of itself. */
export const packageJson = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as PackageJson

/** How long one command may take, ms. */
const commandMsMax = 240_000

/** The environment of a person at a terminal: nothing of the test runner, nor of an npm that may have started it. */
function environment(temp: string): NodeJS.ProcessEnv {
  const ours =
    /^(?:VITEST.*|TEST|NODE_ENV|NODE_OPTIONS|HOLDFAST_.*|INIT_CWD|npm_(?:package|lifecycle)_.*|npm_config_local_prefix|npm_command)$/
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name))
  return { ...Object.fromEntries(kept), TMPDIR: temp, NO_COLOR: '1' }
}

/** A folder of its own, removed with all that is in it. */
export class Consumer {
  readonly #root = mkdtempSync(join(tmpdir(), 'consumer-'))
  readonly folder = join(this.#root, 'project')
  readonly #temp = join(this.#root, 'temp')

  constructor() {
    mkdirSync(this.#temp)
    const filter = (path: string): boolean => !path.endsWith('.adapter.ts')
    cpSync(new URL('./consumer/', import.meta.url), this.folder, { recursive: true, filter })
    this.write('package.json', JSON.stringify({ name: 'tally', version: '1.0.0', private: true, type: 'module' }))
  }

  /** Packs our built package and installs it here, with the generator library that the plugin uses. */
  async install(): Promise<void> {
    await this.#succeed('npm', ['pack', '--silent', '--pack-destination', this.#root], repository)
    const tarball = join(this.#root, `holdfast-${packageJson.version}.tgz`)
    const quick = ['--no-audit', '--no-fund', '--prefer-offline', '--silent']
    await this.#succeed('npm', ['install', ...quick, tarball, `fast-check@${packageJson.dependencies['fast-check']}`])
  }

  /** Makes a package of our repository known here, as if it were installed. */
  link(name: string): void {
    symlinkSync(join(repository, 'node_modules', name), join(this.folder, 'node_modules', name))
  }

  /** A folder in which holdfast lies without any package that it depends on. */
  bare(): string {
    const folder = join(this.#root, 'bare')
    cpSync(join(this.folder, 'node_modules', 'holdfast'), join(folder, 'node_modules', 'holdfast'), { recursive: true })
    return folder
  }

  /** Copies a file into the project and gives its path there, as a person would type it. */
  add(file: URL): string {
    const name = basename(file.pathname)
    cpSync(file, join(this.folder, name))
    return `./${name}`
  }

  write(path: string, content: string): void {
    writeFileSync(join(this.folder, path), content)
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8')
  }

  /** The installed command. `--no`: npx must not fetch another one. */
  holdfast(...words: readonly string[]): Promise<Ended> {
    return this.run('npx', ['--no', 'holdfast', ...words])
  }

  /** Runs the text of a module. */
  node(script: string, folder = this.folder): Promise<Ended> {
    return this.run(process.execPath, ['--input-type=module', '--eval', script], folder)
  }

  async run(command: string, words: readonly string[], folder = this.folder): Promise<Ended> {
    const child = spawn(command, words, {
      cwd: folder,
      env: environment(this.#temp),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: commandMsMax,
    })
    const ended = once(child, 'close')
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
    const [code] = (await ended) as [number | null]
    return { code, stdout, stderr }
  }

  async #succeed(command: string, words: readonly string[], folder = this.folder): Promise<void> {
    const { code, stdout, stderr } = await this.run(command, words, folder)
    if (code !== 0) throw new Error(`${command} ${words.join(' ')}: exit code ${code}\n${stdout}\n${stderr}`)
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true, maxRetries: 3 })
  }
}
