/**
 * Blobs of version 0: a file of bytes under a name that has no suffix of its write, and beside it a file with its facts,
 * which was written last. Refs to them still resolve (cache:96); what is written today never has such a name.
 */
import { join } from 'node:path'
import type { BlobFacts, BlobStore, BlobsPage, Clock, StoredBlob } from '../../contracts/index.ts'
import { jsonIn, moment, orAbsent, rowReader, text, wholeFrom } from '../../src/core/rows.ts'
import { bytesIn } from './blob-read.ts'
import type { FileBlobs } from './blobs.ts'
import { behind } from './failures.ts'
import { settle } from './blob-write.ts'
import { discard, list, move, read, remove } from './driver.ts'
import { newId } from '../../src/core/ids.ts'
import { OpenFiles } from './open-files.ts'
import { pageOfFound } from './pages.ts'
import { isDigest } from './place.ts'

/** The facts of a blob, as its second file has them. */
interface OldFacts {
  readonly scope: string
  readonly size: number
  readonly mime?: string
  readonly storedAtMs: number
}

const readFacts = rowReader<OldFacts>('blob', {
  scope: text,
  size: wholeFrom(0),
  mime: orAbsent(text),
  storedAtMs: moment,
})

function shown({ size, mime, storedAtMs }: OldFacts): BlobFacts {
  return { size, ...(mime === undefined ? {} : { mime }), storedAtMs }
}

/** In front of the cursors of pages that are of blobs of version 0. */
const oldPages = 'old '

/** The facts of a blob that is being deleted. */
const deadName = /^([0-9a-f]{64})\.json\.[0-9a-f]{32}\.tmp$/

/**
 * Removes the bytes of blobs whose deleters were killed before they had. Facts may lie there anew: then a program of version 0
 * has written the same blob again. One that is about to write its facts loses its bytes, as it does to any deletion.
 */
async function buryDead(folder: string): Promise<void> {
  const names = (await list(folder)) ?? []
  for (const dead of names) {
    const [, id] = deadName.exec(dead) ?? []
    if (id === undefined) continue
    if (!names.includes(`${id}.json`)) await remove(join(folder, id))
    await remove(join(folder, dead))
  }
}

/** Blobs that are found by the names of version 0 too. Only such a name is looked up, and no other becomes a path. */
export function unitedBlobs(inner: FileBlobs, place: string, clock: Clock): FileBlobs {
  const folder = join(place, 'blobs')
  const files = new OpenFiles()
  const factsOf = async (name: string): Promise<OldFacts | undefined> => {
    const bytes = await read(join(folder, `${name}.json`))
    return bytes && readFacts(jsonIn('blob', name, bytes.toString()), name)
  }
  const find = async (scope: string, name: string): Promise<OldFacts | undefined> => {
    const facts = await factsOf(name)
    return facts?.scope === scope ? facts : undefined
  }
  const oldPage = async (query: Parameters<BlobStore['list']>[0]): Promise<BlobsPage<StoredBlob>> => {
    const latest = clock.now() - query.olderThanMs
    const names = ((await list(folder)) ?? []).filter(isDigest).toSorted()
    const listed = async (id: string): Promise<StoredBlob | undefined> => {
      const facts = await factsOf(id)
      return facts && facts.storedAtMs <= latest ? { scope: facts.scope, id, ...shown(facts) } : undefined
    }
    const page = await pageOfFound('blobs', names, listed, query)
    return page.cursor === undefined ? page : { ...page, cursor: oldPages + page.cursor }
  }
  return {
    ...inner,
    async stream(scope, id) {
      if (!isDigest(id)) return inner.stream(scope, id)
      const facts = await find(scope, id)
      if (!facts) return { status: 'absent' }
      return { status: 'there', ...shown(facts), chunks: bytesIn(join(folder, id), facts.size, files) }
    },
    async stat(scope, id) {
      if (!isDigest(id)) return inner.stat(scope, id)
      const facts = await find(scope, id)
      return facts ? { status: 'there', ...shown(facts) } : { status: 'absent' }
    },
    async delete(scope, id) {
      if (!isDigest(id)) return inner.delete(scope, id)
      if (!(await find(scope, id))) return { status: 'absent' }
      // By the facts it is there, and by what they are called then it is known that bytes are to go, whoever is killed.
      const [facts, dead] = [join(folder, `${id}.json`), join(folder, `${id}.json.${newId()}.tmp`)]
      const isOurs = await move(facts, dead)
      await settle(folder)
      if (!isOurs) return { status: 'absent' }
      await behind(remove(join(folder, id)))
      await discard(dead)
      return { status: 'deleted' }
    },
    async list(query) {
      const { cursor, ...rest } = query
      if (cursor?.startsWith(oldPages) === true) return oldPage({ ...rest, cursor: cursor.slice(oldPages.length) })
      const page = await inner.list(query)
      return page.cursor === undefined ? { ...page, cursor: oldPages } : page
    },
    async reap(options) {
      await buryDead(folder)
      return inner.reap(options)
    },
    async close() {
      await files.closeAll()
      await inner.close()
    },
  }
}
