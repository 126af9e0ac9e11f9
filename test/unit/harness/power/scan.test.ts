import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { scan } from '../../../../src/harness/power/scan.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scan-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe('a scan', () => {
  it('finds files and folders with their inodes, and one inode for two names', () => {
    mkdirSync(join(folder, 'b'))
    writeFileSync(join(folder, 'b', 'file'), 'text')
    linkSync(join(folder, 'b', 'file'), join(folder, 'a'))
    symlinkSync('a', join(folder, 'c'))
    const bytes = Buffer.from('text')
    expect(scan(folder)).toEqual([
      { kind: 'folder', path: '.', inode: 1 },
      { kind: 'file', path: 'a', inode: 2, bytes },
      { kind: 'folder', path: 'b', inode: 3 },
      { kind: 'file', path: 'b/file', inode: 2, bytes },
    ])
  })
})
