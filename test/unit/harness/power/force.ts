/**
 * Every image that a loss of power may leave, by force: all sets of operations that may be lost, written down without a
 * look at how the disk of the lab goes about it. For a few operations only.
 */
import type { FileOperation } from '../../../../src/harness/power/operation.ts'

/** Where the names of an operation lie: the inodes of their folders, at the time of the operation. */
interface Touch {
  readonly folders: readonly number[]
  readonly file?: number
}

class World {
  readonly entries = new Map<number, Map<string, number>>([[1, new Map()]])
  readonly contents = new Map<number, string>()

  folder(path: string): [folder: number, name: string] {
    const parts = path.split('/')
    const name = parts.pop() ?? ''
    let at = 1
    for (const part of parts) at = this.entries.get(at)?.get(part) ?? -1
    return [at, name]
  }

  find(path: string): number {
    const [folder, name] = this.folder(path)
    return this.entries.get(folder)?.get(name) ?? -1
  }

  show(folder = 1, prefix = ''): string[] {
    return [...(this.entries.get(folder) ?? [])].flatMap(([name, inode]) =>
      this.entries.has(inode)
        ? [`${prefix}${name}/`, ...this.show(inode, `${prefix}${name}/`)]
        : [`${prefix}${name}=${this.contents.get(inode) ?? ''}`],
    )
  }
}

/** What an operation does, told in inodes, so that it can be done though others were lost. */
function plans(operations: readonly FileOperation[]): readonly { touch: Touch; act: (world: World) => void }[] {
  const full = new World()
  return operations.map((operation) => {
    const plan = planOf(operation, full)
    plan.act(full)
    return plan
  })
}

function planOf(operation: FileOperation, full: World): { touch: Touch; act: (world: World) => void } {
  switch (operation.op) {
    case 'create':
    case 'mkdir': {
      const [folder, name] = full.folder(operation.path)
      const { inode, op } = operation
      const act = (world: World): void => {
        if (op === 'mkdir') world.entries.set(inode, world.entries.get(inode) ?? new Map())
        world.entries.get(folder)?.set(name, inode)
      }
      return { touch: { folders: [folder] }, act }
    }
    case 'write': {
      const { inode, offset } = operation
      const text = Buffer.from(operation.bytes).toString()
      const act = (world: World): void => {
        const old = (world.contents.get(inode) ?? '').padEnd(offset, '\0')
        world.contents.set(inode, old.slice(0, offset) + text + old.slice(offset + text.length))
      }
      return { touch: { folders: [], file: inode }, act }
    }
    case 'truncate': {
      const { inode, size } = operation
      const act = (world: World): void => {
        world.contents.set(inode, (world.contents.get(inode) ?? '').slice(0, size).padEnd(size, '\0'))
      }
      return { touch: { folders: [], file: inode }, act }
    }
    case 'sync':
      return { touch: { folders: [] }, act: () => {} }
    case 'unlink':
    case 'rmdir': {
      const [folder, name] = full.folder(operation.path)
      return { touch: { folders: [folder] }, act: (world) => world.entries.get(folder)?.delete(name) }
    }
    case 'rename':
    case 'link': {
      const [from, old] = full.folder(operation.from)
      const [to, name] = full.folder(operation.to)
      const inode = full.find(operation.from)
      const moves = operation.op === 'rename'
      const act = (world: World): void => {
        if (moves) world.entries.get(from)?.delete(old)
        world.entries.get(to)?.set(name, inode)
      }
      return { touch: { folders: moves ? [from, to] : [to] }, act }
    }
  }
}

/** Whether a sync made an operation durable before the cut. */
function isDurable(operations: readonly FileOperation[], { folders, file }: Touch, at: number, cut: number): boolean {
  const synced = new Set(
    operations.slice(at + 1, cut).flatMap((operation) => (operation.op === 'sync' ? [operation.inode] : [])),
  )
  return file === undefined ? folders.every((folder) => synced.has(folder)) : synced.has(file)
}

/** All images that a loss at this cut may leave, as texts. */
export function imagesByForce(operations: readonly FileOperation[], cut: number): ReadonlySet<string> {
  const all = plans(operations)
  const may = [...all.keys()].filter((at) => {
    const touch: Touch = all[at]?.touch ?? { folders: [] }
    const changes = touch.folders.length > 0 || touch.file !== undefined
    return at < cut && changes && !isDurable(operations, touch, at, cut)
  })
  const images = new Set<string>()
  for (let mask = 0; mask < 2 ** may.length; mask += 1) {
    const lost = new Set(may.filter((_, bit) => (mask >> bit) % 2 === 1))
    const world = new World()
    for (const [at, plan] of all.slice(0, cut).entries()) {
      const operation = operations[at]
      // A folder that is lost by its name may still hold names: nobody finds them.
      if (operation?.op === 'mkdir' && lost.has(at)) world.entries.set(operation.inode, new Map())
      if (!lost.has(at)) plan.act(world)
    }
    images.add(world.show().toSorted().join(' '))
  }
  return images
}
