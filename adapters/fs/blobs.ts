/**
 * Blobs on the disk: a file for each, found by a name that is looked up only where it is of our making, and never joined to a
 * path otherwise (cache:64). What is answered of a blob is durable: who lists them, or finds one missing, syncs the names
 * first, and every other reader has its ref from one whose write has done so.
 */
import { join } from 'node:path'
import type { BlobStore, Clock, StoredBlob } from '../../contracts/index.ts'
import { writePieces } from '../../src/core/blob-streams.ts'
import { readName } from './blob-names.ts'
import type { Found } from './blob-read.ts'
import { bytesOf, findBlob } from './blob-read.ts'
import { BlobWrite, settle } from './blob-write.ts'
import { list, remove } from './driver.ts'
import { OpenFiles, toldOf } from './open-files.ts'
import { pageOfFound } from './pages.ts'
import type { Registers } from './register.ts'
import { tidyPlace } from './tidy.ts'

/** Blobs, and how a session ends with them. */
export interface FileBlobs extends BlobStore {
  /** Ends what is being read and written. */
  close(): Promise<void>
}

/** The names in a folder of those that were published, or touched last, at this time or before. */
async function namesUntil(folder: string, latestMs: number): Promise<readonly string[]> {
  return ((await list(folder)) ?? []).filter((text) => (readName(text)?.atMs ?? Infinity) <= latestMs).toSorted()
}

/** A session's blobs in a place. */
export function openBlobs(place: string, registers: Registers, clock: Clock): FileBlobs {
  const folders = { blobs: join(place, 'blobs'), writes: join(place, 'writes') }
  const files = new OpenFiles()

  const find = async (scope: string, id: string): Promise<Found | undefined> => {
    const found = await findBlob(folders.blobs, id)
    if (!found && readName(id)) await settle(folders.blobs)
    return found?.stored.scope === scope ? found : undefined
  }
  const listed = async (id: string): Promise<StoredBlob | undefined> => {
    const found = await findBlob(folders.blobs, id)
    return found && { scope: found.stored.scope, id, ...found.facts }
  }

  return {
    async write(scope, chunks, { mime }) {
      const write = await BlobWrite.begin({ folders, clock, files }, { scope, mime: mime ?? null })
      try {
        return await writePieces(chunks, write, clock)
      } catch (error) {
        throw toldOf(error)
      }
    },
    async stream(scope, id) {
      const found = await find(scope, id)
      return found ? { status: 'there', ...found.facts, chunks: bytesOf(found, files) } : { status: 'absent' }
    },
    async stat(scope, id) {
      const found = await find(scope, id)
      return found ? { status: 'there', ...found.facts } : { status: 'absent' }
    },
    async delete(scope, id) {
      const found = await find(scope, id)
      if (!found) return { status: 'absent' }
      const isOurs = await remove(found.file)
      await settle(folders.blobs)
      return { status: isOurs ? 'deleted' : 'absent' }
    },
    async list({ olderThanMs, ...query }) {
      const names = await namesUntil(folders.blobs, clock.now() - olderThanMs)
      await settle(folders.blobs)
      return pageOfFound('blobs', names, listed, query)
    },
    async reap({ idleMs }) {
      await tidyPlace(place, registers)
      let writes = 0
      for (const name of await namesUntil(folders.writes, clock.now() - idleMs))
        if (await remove(join(folders.writes, name))) writes += 1
      if (writes > 0) await settle(folders.writes)
      return { writes }
    },
    close: () => files.closeAll(),
  }
}
