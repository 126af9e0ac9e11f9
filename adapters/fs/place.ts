/**
 * A place in a folder: `locks`, `checkpoints`, `outputs`, `tasks` and `logs` hold registers, each in a folder that is called
 * by the digest of its name, so that no name is too long, too hostile or taken for another; `temporary` holds what is not
 * there yet. `blobs` holds a file for each, and `writes` those that are being written.
 */
import { join } from 'node:path'
import { StoreError } from '../../contracts/errors.ts'
import { list, makeFolder, read, syncFolder, writeNew } from './driver.ts'
import { removeUnborn, rewrite } from './old-files.ts'
import type { Address } from './register-folder.ts'
import { bury } from './register-folder.ts'

/** The file of the format. */
export const formatFile = 'format.json'
const formatOf = 'holdfast fs'
const version = 1

/** The rooms of registers. */
export const racks = ['locks', 'checkpoints', 'outputs', 'tasks', 'logs'] as const

/** Rooms in which registers lie in a folder for each scope, which goes with its last register. */
const scoped: readonly string[] = ['outputs', 'logs'] satisfies readonly (typeof racks)[number][]

/** What a place holds, beside the file of its format. */
export const rooms: readonly string[] = [...racks, 'temporary', 'blobs', 'writes']

const digestName = /^[0-9a-f]{64}$/

/** Whether a name is one that registers and the folders of scopes have. */
export function isDigest(name: string): boolean {
  return digestName.test(name)
}

/** What holds registers. */
type Room = (typeof racks)[number]

/** Makes an empty place in an empty folder. */
export async function makePlace(folder: string): Promise<void> {
  for (const room of rooms) await makeFolder(join(folder, room))
  await writeNew(join(folder, formatFile), JSON.stringify({ format: formatOf, version }))
  await syncFolder(folder)
}

function formatIn(text: string): { readonly format?: unknown; readonly version?: unknown; readonly from?: unknown } {
  try {
    const format: unknown = JSON.parse(text)
    return typeof format === 'object' && format !== null ? format : {}
  } catch {
    return {}
  }
}

/** The rooms that a place of version 0 has, which has no file of its format. */
const oldRooms: readonly string[] = ['locks', 'checkpoints', 'outputs']

/**
 * Makes a place of version 0 one of today. Its files stay where they are: they are taken up as they are asked for, and so is
 * what programs of that version go on to write. Whoever is killed in here has made rooms, and the next one makes the rest;
 * two at once write the same.
 */
async function upgrade(folder: string): Promise<void> {
  for (const room of rooms) await makeFolder(join(folder, room))
  await syncFolder(folder)
  await rewrite(join(folder, formatFile), { format: formatOf, version, from: 0 })
  await syncFolder(folder)
}

/** The format of a place, which is that of today where it was of version 0. */
async function formatOfPlace(folder: string): Promise<ReturnType<typeof formatIn>> {
  const file = join(folder, formatFile)
  const found = await read(file)
  if (found) return formatIn(found.toString())
  const there = (await list(folder)) ?? []
  if (!oldRooms.every((room) => there.includes(room))) return {}
  await upgrade(folder)
  return formatIn((await read(file))?.toString() ?? '')
}

/**
 * Opens a place, and collects what writers left who were killed before it was a register. It may be that of one who lives:
 * it holds nothing, and is made again. Gives whether programs of version 0 may be at work here too.
 */
export async function openPlace(folder: string): Promise<boolean> {
  const found = await formatOfPlace(folder)
  if (found.format !== formatOf) throw new StoreError('SCHEMA', `not a place of holdfast: ${folder}`)
  if (!(Number(found.version) <= version)) {
    throw new StoreError(
      'SCHEMA',
      `the place has format ${String(found.version)}, this program knows ${version}: upgrade it`,
    )
  }
  await buryUnborn(folder)
  const wasOld = found.from === 0
  if (wasOld) await buryUnbornFiles(folder)
  return wasOld
}

/** Collects what writers left of files, in a place that was of version 0, who were killed before those had their places. */
export function buryUnbornFiles(folder: string): Promise<void> {
  return removeUnborn([folder, join(folder, 'locks'), join(folder, 'checkpoints')])
}

/** Collects what writers left who were killed before it was a register. */
export async function buryUnborn(folder: string): Promise<void> {
  const temporary = join(folder, 'temporary')
  for (const unborn of (await list(temporary)) ?? []) await bury(join(temporary, unborn))
}

/** Where the registers of one kind are, by the digests of their names. */
export class Rack {
  readonly path: string
  readonly #place: string
  readonly #within: readonly string[]

  private constructor(place: string, path: string, within: readonly string[]) {
    this.path = path
    this.#place = place
    this.#within = [path, ...within]
  }

  static of(place: string, room: Room): Rack {
    return new Rack(place, join(place, room), [])
  }

  /** A rack in this one. */
  inner(digest: string): Rack {
    return new Rack(this.#place, join(this.path, digest), this.#within)
  }

  /** The register of this digest. */
  at(digest: string): Address {
    return { path: join(this.path, digest), within: this.#within, temporary: join(this.#place, 'temporary') }
  }

  /** The digests of what is here, sorted. Whatever else lies there is none of ours. */
  async digests(): Promise<readonly string[]> {
    return ((await list(this.path)) ?? []).filter(isDigest).toSorted()
  }

  /** Where all of them are. */
  async addresses(): Promise<readonly Address[]> {
    return (await this.digests()).map((digest) => this.at(digest))
  }
}

/** A folder of registers, and what they are. */
export interface RackIn {
  readonly room: Room
  readonly rack: Rack
  /** whether it is that of a scope */
  readonly isScope: boolean
}

/** Every folder of registers in a place. */
export async function racksIn(place: string): Promise<readonly RackIn[]> {
  const found: RackIn[] = []
  for (const room of racks) {
    const rack = Rack.of(place, room)
    const isScope = scoped.includes(room)
    if (isScope) for (const digest of await rack.digests()) found.push({ room, rack: rack.inner(digest), isScope })
    else found.push({ room, rack, isScope })
  }
  return found
}
