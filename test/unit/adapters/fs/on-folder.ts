/** Sessions of the file system that tests open on one folder: all are closed, and the folder is removed, when a test ends. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import fs from '../../../../adapters/fs/index.ts'
import type { CallersPorts } from '../../../../contracts/runtime.ts'
import { interfere } from './stepping.ts'

/** The ports of a session. */
export interface Ports extends CallersPorts {
  close(): Promise<void>
}

export let dir: string

/** What the clock of every session tells, ms: 1,000 when a test begins. */
export const time = { nowMs: 1_000 }

let sessions: Ports[]

/** Has a folder in which there is a place, made by this, before each test. */
export function onFolder(make: (folder: string) => Promise<unknown>): void {
  beforeEach(async () => {
    time.nowMs = 1_000
    sessions = []
    dir = await mkdtemp(join(tmpdir(), 'unit-fs-'))
    await make(dir)
  })

  afterEach(async () => {
    interfere()
    for (const session of sessions) await session.close()
    await rm(dir, { recursive: true })
  })
}

export async function opened(): Promise<Ports> {
  const options = { clock: { now: () => time.nowMs }, signal: new AbortController().signal }
  const session = (await fs.open({ folder: dir }, options)) as unknown as Ports
  sessions.push(session)
  return session
}
