import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { firstClosedTo, serverAccount } from '../../../../../adapters/postgres/servers/account.ts'

let dir: string
let users: string

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'unit-account-'))
  await chmod(dir, 0o755)
  users = join(dir, 'passwd')
})

afterEach(() => rm(dir, { recursive: true, force: true }))

const root = 'root:x:0:0:root:/root:/bin/bash'
const nobody = 'nobody:x:65534:65533:nobody:/:/usr/sbin/nologin'
const postgres = 'postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash'

describe('the user that runs a server', () => {
  it('is whoever runs us, unless that is root', async () => {
    expect(await serverAccount('/nowhere', false)).toEqual({})
  })

  it.each([
    ['the one that is there for it', [root, nobody, postgres], { uid: 101, gid: 104 }],
    ['nobody where there is no such one', [root, nobody], { uid: 65_534, gid: 65_533 }],
  ])('is %s for root', async (_, lines, account) => {
    await writeFile(users, lines.join('\n'))
    expect(await serverAccount(users, true)).toEqual(account)
  })

  it('is missing where a machine has neither, and never root by another name', async () => {
    await writeFile(users, [root, 'postgres:x:0:0::/:/bin/sh'].join('\n'))
    await expect(serverAccount(users, true)).rejects.toMatchObject({ code: 'UNREACHABLE' })
  })
})

describe('a folder that others may not enter', () => {
  it('is found wherever it lies on the way, and is nothing to its owner', async () => {
    const inner = join(dir, 'closed', 'open')
    await mkdir(inner, { recursive: true })
    expect(await firstClosedTo({ uid: 12_345, gid: 1 }, inner)).toBeUndefined()
    await chmod(join(dir, 'closed'), 0o700)
    expect(await firstClosedTo({ uid: 12_345, gid: 1 }, inner)).toBe(join(dir, 'closed'))
    expect(await firstClosedTo({ uid: process.geteuid?.() ?? 0, gid: 1 }, inner)).toBeUndefined()
    expect(await firstClosedTo({}, inner)).toBeUndefined()
  })
})
