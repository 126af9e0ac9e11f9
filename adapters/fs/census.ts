/** All that lies in a place on the disk, by the paths of the files in it. Whoever works there meanwhile is counted in part. */
import { basename, join } from 'node:path'
import type { Census } from '../../contracts/index.ts'
import { StoreError } from '../../contracts/errors.ts'
import { readName } from './blob-names.ts'
import { list, readLine } from './driver.ts'
import { isDigest, racks, rooms } from './place.ts'
import { look, stateFile } from './register-folder.ts'
import type { Head } from './register-folder.ts'
import type { StateLine } from './state-file.ts'
import { readStateLine } from './state-file.ts'

/** What a walk finds. */
interface Found {
  readonly rows: string[]
  readonly blobs: string[]
  readonly temps: string[]
}

async function namesIn(...folders: readonly string[]): Promise<readonly string[]> {
  return ((await list(join(...folders))) ?? []).toSorted()
}

/** Reads what a register holds. */
async function lineOf(data: string, { version, id }: Head): Promise<StateLine> {
  const bytes = await readLine(join(data, stateFile(version, id)))
  if (!bytes) throw new StoreError('CORRUPT', `a state is missing: ${stateFile(version, id)}`)
  return readStateLine(bytes)
}

/** Looks at a register: what it holds, and what in its folder belongs to nothing. Without a state all of it does. */
async function lookInto(place: string, path: string, temps: string[]): Promise<StateLine | undefined> {
  const { head, data } = (await look({ path: join(place, path) })) ?? {}
  if (head?.live !== true || data === undefined) {
    temps.push(path)
    return undefined
  }
  const line = await lineOf(data, head)
  const states = new Set([...line.keeps, stateFile(head.version, head.id)])
  const own = new Set([head.file, basename(data)])
  temps.push(...(await namesIn(place, path)).filter((name) => !own.has(name)).map((name) => join(path, name)))
  const others = (await namesIn(data)).filter((state) => !states.has(state))
  temps.push(...others.map((state) => join(path, basename(data), state)))
  return line
}

/** The names of registers in a folder; whatever else lies there is told. */
async function registersIn(place: string, folder: string, temps: string[]): Promise<readonly string[]> {
  const names = await namesIn(place, folder)
  temps.push(...names.filter((name) => !isDigest(name)).map((name) => join(folder, name)))
  return names.filter(isDigest).map((name) => join(folder, name))
}

/** Rows lie in the folders of their scopes, which go with their last row. */
async function lookAtOutputs(place: string, { rows, temps }: Found): Promise<void> {
  for (const scope of await registersIn(place, 'outputs', temps)) {
    const paths = await registersIn(place, scope, temps)
    if (paths.length === 0) temps.push(scope)
    for (const path of paths) {
      const line = await lookInto(place, path, temps)
      if (!line) continue
      const { scope: text, key } = line.facts as { readonly scope: string; readonly key: string }
      rows.push(`${text}\n${key}`)
    }
  }
}

/** Counts what lies in a place. @throws StoreError CORRUPT where a register came to harm */
export async function censusOf(place: string): Promise<Census> {
  const found: Found = { rows: [], blobs: [], temps: [] }
  const { blobs, temps } = found
  temps.push(...(await namesIn(place)).filter((name) => !rooms.includes(name) && name !== 'format.json'))
  for (const room of ['temporary', 'writes'])
    temps.push(...(await namesIn(place, room)).map((name) => join(room, name)))
  for (const name of await namesIn(place, 'blobs'))
    if (readName(name)) blobs.push(name)
    else temps.push(join('blobs', name))
  for (const rack of racks.filter((room) => room !== 'outputs'))
    for (const path of await registersIn(place, rack, temps)) await lookInto(place, path, temps)
  await lookAtOutputs(place, found)
  return found
}
