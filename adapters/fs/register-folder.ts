/**
 * The folder of a register, by name: `head.<version>.<id>` or `none.<version>.<id>`, an empty file, and `data.<id>`, a
 * folder of states `<version>.<id>`. How a register comes to be, and how what is dead of one goes.
 */
import { join } from 'node:path'
import { newId } from '../../src/core/ids.ts'
import { discard, list, makeFile, makeFolder, move, remove, removeFolder, syncFolder } from './driver.ts'

/** Where a register is. */
export interface Address {
  readonly path: string
  /** the folders that it is in, the nearest first, up to that of the place, which is not among them */
  readonly within: readonly string[]
  /** a folder of the place for what is not there yet */
  readonly temporary: string
}

/** Where a register stands. */
export interface Head {
  readonly file: string
  readonly version: number
  readonly id: string
  /** whether it has a state; a head named `none` says that there is none */
  readonly live: boolean
}

/** What one look at a folder shows. */
export interface Shown {
  /** undefined where the register is dead: a head is gone for ever once it is gone */
  readonly head: Head | undefined
  /** the folder of states that lay beside the head; undefined where there is none */
  readonly data: string | undefined
}

const headName = /^(head|none)\.(\d+)\.([0-9a-f]{32})$/
const dataName = /^data\.[0-9a-f]{32}$/

/** The name of a head. */
export function headFile(live: boolean, version: number, id: string): string {
  return `${live ? 'head' : 'none'}.${version}.${id}`
}

/** The name of a state, which is its version and its id. */
export function stateFile(version: number, id: string): string {
  return `${version}.${id}`
}

function headsIn(names: readonly string[]): readonly Head[] {
  return names.flatMap((file) => {
    const [, word, version, id = ''] = headName.exec(file) ?? []
    return word === undefined ? [] : [{ file, version: Number(version), id, live: word === 'head' }]
  })
}

/** How often a folder is looked at before it is taken to have no head. */
const looksMax = 3

/**
 * Looks at the folder of a register; undefined where there is none. Its two or three names are listed by one system call,
 * under the lock of the folder, so that exactly one head is seen. Where a system lists in steps, a rename may show two
 * heads, of which the later counts, or none, and then it is looked again.
 */
export async function look({ path }: Pick<Address, 'path'>): Promise<Shown | undefined> {
  for (let looks = 1; ; looks += 1) {
    const names = await list(path)
    if (!names) return undefined
    const [head] = headsIn(names).toSorted((one, other) => other.version - one.version)
    const data = names.find((name) => dataName.test(name))
    if (head || looks === looksMax) return { head, data: data === undefined ? undefined : join(path, data) }
  }
}

/**
 * Makes a register without a state: whole, in a temporary folder, which is renamed onto the path. Where another was
 * first, or the temporary folder was collected, nothing happens; whoever wanted the register looks again.
 */
export async function bear({ path, within, temporary }: Address): Promise<void> {
  const id = newId()
  const unborn = join(temporary, id)
  // From the place down. Where a folder went meanwhile, the rename fails.
  for (const folder of [...within.toReversed(), unborn, join(unborn, `data.${id}`)]) await makeFolder(folder)
  const whole = (await makeFile(join(unborn, headFile(false, 0, id)))) && (await syncFolder(unborn))
  if (!whole || !(await move(unborn, path))) await bury(unborn)
}

/**
 * Makes durable that the register is where it is: the names that lead to it, from the nearest folder up, and that it is no
 * more where it was made. A rename from one folder to another is durable when both are.
 */
export async function syncAbove({ within, temporary }: Address): Promise<void> {
  for (const folder of [...within, temporary]) await syncFolder(folder)
}

async function removeData(data: string): Promise<void> {
  for (const state of (await list(data)) ?? []) await remove(join(data, state))
  await removeFolder(data)
}

/** Removes a folder that never was a register, whole or half made. Its maker, if there still is one, makes another. */
export async function bury(unborn: string): Promise<void> {
  const names = (await list(unborn)) ?? []
  for (const { file } of headsIn(names)) await remove(join(unborn, file))
  for (const data of names.filter((name) => dataName.test(name))) await removeData(join(unborn, data))
  await removeFolder(unborn)
}

/**
 * Removes a register that has no state, by the very names that were shown, and the folder that it alone was in. First the
 * head goes, which only one can remove or rename, and with it the register is dead.
 */
export async function retire({ path, within }: Address, { head, data }: Shown): Promise<void> {
  if (head && (head.live || !(await remove(join(path, head.file))))) return
  if (data !== undefined) await removeData(data)
  await removeFolder(path)
  const [nearest, ...above] = within
  if (nearest !== undefined && above.length > 0) await removeFolder(nearest)
}

/** Discards a state that no head will name, and what was written for it beside it. */
export async function abandon(data: string, { version, id }: Head, keeps: readonly string[]): Promise<void> {
  const made = keeps.filter((name) => Number.parseInt(name, 10) === version)
  for (const name of [...made, stateFile(version, id)]) await discard(join(data, name))
}

/** Removes the states that no session can need any more: superseded ones, and those of writers that came too late. */
export async function collect(data: string, { version, id }: Head, keeps: readonly string[]): Promise<void> {
  const needed = new Set([...keeps, stateFile(version, id)])
  const dead = ((await list(data)) ?? []).filter((state) => Number.parseInt(state, 10) <= version && !needed.has(state))
  for (const state of dead) await discard(join(data, state))
}
