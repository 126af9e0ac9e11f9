/** All that lies in a place on the disk, by the paths of the files in it. Whoever works there meanwhile is counted in part. */
import { basename, join, relative } from 'node:path'
import type { Census } from '../../contracts/index.ts'
import { StoreError } from '../../contracts/errors.ts'
import { rowReader, text } from '../../src/core/rows.ts'
import { readName } from './blob-names.ts'
import { list, readLine } from './driver.ts'
import { formatFile, isDigest, racks, racksIn, rooms } from './place.ts'
import { look, stateFile } from './register-folder.ts'
import type { Head } from './register-folder.ts'
import type { StateLine } from './state-file.ts'
import { readStateLine } from './state-file.ts'

async function namesIn(...folders: readonly string[]): Promise<readonly string[]> {
  return ((await list(join(...folders))) ?? []).toSorted()
}

/** Reads what a register holds. */
async function lineOf(data: string, { version, id }: Head): Promise<StateLine> {
  const file = join(data, stateFile(version, id))
  const bytes = await readLine(file)
  if (!bytes) throw new StoreError('CORRUPT', `a state is missing: ${file}`)
  return readStateLine(bytes, file)
}

const readKey = rowReader('outputs', { scope: text, key: text })

/** Whether a file is of version 0, or may be: what it holds is not looked at here. */
function isOld(name: string): boolean {
  return name.endsWith('.json') && isDigest(name.slice(0, -'.json'.length))
}

/** Whether a name is one of a register, of a scope, or of version 0. */
function isOwn(name: string): boolean {
  return isDigest(name) || isOld(name)
}

/** Whether a name is that of a blob, of today or of version 0. */
function isBlob(name: string): boolean {
  return readName(name) !== undefined || isDigest(name)
}

/** A walk through a place. Paths are those below it. */
class Walk {
  readonly #place: string
  readonly rows: string[] = []
  readonly blobs: string[] = []
  readonly temps: string[] = []

  constructor(place: string) {
    this.#place = place
  }

  /** Tells whatever in a folder is none of those that are meant. */
  async #tellOthers(folder: string, isMeant: (name: string) => boolean): Promise<void> {
    const others = (await namesIn(folder)).filter((name) => !isMeant(name))
    this.temps.push(...others.map((name) => relative(this.#place, join(folder, name))))
  }

  /** Looks at a register: what it holds, and what in its folder belongs to nothing. Without a state all of it does. */
  async #lookInto(path: string): Promise<StateLine | undefined> {
    const { head, data } = (await look({ path })) ?? {}
    if (head?.live !== true || data === undefined) {
      this.temps.push(relative(this.#place, path))
      return undefined
    }
    const line = await lineOf(data, head)
    const own = [head.file, basename(data)]
    const states = [...line.keeps, stateFile(head.version, head.id)]
    await this.#tellOthers(path, (name) => own.includes(name))
    await this.#tellOthers(data, (name) => states.includes(name))
    return line
  }

  async lookAtRegisters(): Promise<void> {
    for (const rack of racks) await this.#tellOthers(join(this.#place, rack), isOwn)
    for (const { room, rack, isScope } of await racksIn(this.#place)) {
      if (isScope) await this.#tellOthers(rack.path, isOwn)
      const addresses = await rack.addresses()
      if (isScope && (await namesIn(rack.path)).length === 0) this.temps.push(relative(this.#place, rack.path))
      for (const { path } of addresses) {
        const line = await this.#lookInto(path)
        if (!line || room !== 'outputs') continue
        const { scope, key } = readKey(line.facts, path)
        this.rows.push(`${scope}\n${key}`)
      }
    }
  }

  async lookAtFiles(): Promise<void> {
    await this.#tellOthers(this.#place, (name) => rooms.includes(name) || name === formatFile)
    for (const room of ['temporary', 'writes']) await this.#tellOthers(join(this.#place, room), () => false)
    const blobs = join(this.#place, 'blobs')
    await this.#tellOthers(blobs, (name) => isBlob(name) || isOld(name))
    this.blobs.push(...(await namesIn(blobs)).filter(isBlob))
  }
}

/** Counts what lies in a place. @throws StoreError CORRUPT where a register came to harm */
export async function censusOf(place: string): Promise<Census> {
  const walk = new Walk(place)
  await walk.lookAtFiles()
  await walk.lookAtRegisters()
  const { rows, blobs, temps } = walk
  return { rows, blobs, temps }
}
