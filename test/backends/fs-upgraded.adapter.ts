/** The file system, each of whose places was of version 0: programs of that version may be at work there too. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Adapter } from 'holdfast'
import fs from 'holdfast/adapters/fs'

const upgraded: Adapter = {
  ...fs,
  name: 'fs-upgraded',
  module: import.meta.url,
  async create({ dir }) {
    for (const room of ['locks', 'checkpoints', 'outputs']) await mkdir(join(dir, room))
    return { folder: dir }
  },
}

export default upgraded
