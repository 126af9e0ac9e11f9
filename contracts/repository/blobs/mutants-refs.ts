/** Known-bad blobs that find one blob for another, or for whom they should not. */
import { statSync } from 'node:fs'
import { posix } from 'node:path'
import type { Ground, Mutant } from '../../contract.ts'
import type { Ref } from '../../values.ts'
import { kept } from '../../wrap.ts'
import { sees } from '../scopes.ts'
import type { Blobs } from './port.ts'
import { digestOf } from './scenes.ts'
import { blobMutant, chunksOf, finding, knownIn, noting } from './wrap.ts'

/** By scope and digest: the first blob of these bytes. */
function firstsIn(ground: Ground): Map<string, Ref> {
  return kept(ground, 'firsts', () => new Map<string, Ref>())
}

async function digestIn(inner: Blobs, ref: Ref): Promise<string | undefined> {
  const got = await inner.read(ref.scope, ref)
  return got.status === 'there' ? digestOf([got.bytes]) : undefined
}

/** Faults of names. */
const nameMutants: readonly Mutant[] = [
  blobMutant(
    'named-by-bytes',
    {
      law: 'blobs/names-are-unique',
      says: 'a name follows from what is written, so that a second write of the same bytes finds the first one',
      source: ['cache:94'],
    },
    (inner, ground) => ({
      async write(scope, chunks, options) {
        const all = await chunksOf(chunks)
        const name = JSON.stringify([scope.tenant, scope.run, options?.mime, digestOf(all)])
        const first = firstsIn(ground).get(name)
        if (first && (await inner.stat(scope, first)).status === 'there') return structuredClone(first)
        const ref = await inner.write(scope, all, options)
        firstsIn(ground).set(name, structuredClone(ref))
        return ref
      },
    }),
  ),
  blobMutant(
    'failed-write-unlinks',
    {
      law: 'blobs/removal-spares-others',
      says: 'a write that fails removes what lies under the name that it shares with the last write of its scope',
      source: ['cache:95'],
    },
    (inner, ground) => {
      const { write } = noting(inner, ground)
      return {
        async write(scope, chunks, options) {
          try {
            return await write(scope, chunks, options)
          } catch (error) {
            const last = [...knownIn(ground).values()].findLast(
              (ref) => JSON.stringify(ref.scope) === JSON.stringify(scope),
            )
            if (last) await inner.delete(scope, last)
            throw error
          }
        },
      }
    },
  ),
  blobMutant(
    'delete-by-bytes',
    {
      law: 'blobs/removal-spares-others',
      says: 'a deletion removes what has the same bytes in any run, since all of it has one name',
      source: ['cache:108'],
    },
    (inner, ground) => ({
      ...noting(inner, ground),
      async delete(scope, ref) {
        const digest = await digestIn(inner, ref)
        const answer = await inner.delete(scope, ref)
        if (answer.status === 'absent') return answer
        for (const other of knownIn(ground).values()) {
          if ((await digestIn(inner, other)) === digest) await inner.delete(other.scope, other)
        }
        return answer
      },
    }),
  ),
  blobMutant(
    'brand-beside-json',
    {
      law: 'blobs/refs-resolve-everywhere',
      says: 'the brand of a ref is no field that JSON knows, so that only its own process takes it for one',
      source: ['cache:51'],
    },
    (inner) => ({
      async write(scope, chunks, options) {
        const { kind, ...ref } = await inner.write(scope, chunks, options)
        return Object.defineProperty(ref, 'kind', { value: kind }) as Ref
      },
    }),
  ),
  blobMutant(
    'names-of-session',
    {
      law: 'blobs/refs-resolve-everywhere',
      says: 'a session finds blobs by a table of the names that it gave itself',
      source: ['cache:97'],
    },
    (inner) => {
      const own = new Set<string>()
      const strange = (ref: Ref): Ref => (own.has(ref.id) ? ref : { ...ref, id: 'not-in-the-table' })
      return {
        ...finding(inner, (scope, ref) => [scope, strange(ref)]),
        async write(scope, chunks, options) {
          const ref = await inner.write(scope, chunks, options)
          own.add(ref.id)
          return ref
        },
      }
    },
  ),
]

/** Faults of scopes. */
const scopeMutants: readonly Mutant[] = [
  blobMutant(
    'found-by-id',
    {
      law: 'blobs/refs-stay-in-scope',
      says: 'a blob is found by its id alone, whatever scope its ref claims and whoever asks',
      source: ['blobs/port.ts: Blobs'],
    },
    (inner, ground) => ({
      ...noting(inner, ground),
      ...finding(inner, (scope, ref) => {
        const known = knownIn(ground).get(ref.id)
        return known ? [known.scope, { ...ref, scope: known.scope }] : [scope, ref]
      }),
    }),
  ),
  blobMutant(
    'no-run-axis',
    {
      law: 'blobs/refs-stay-in-scope',
      says: 'whoever stands in a tenant sees the blobs of all of its runs',
      source: ['blobs/port.ts: Blobs'],
    },
    (inner) => finding(inner, (scope, ref) => (scope.tenant === ref.scope.tenant ? [ref.scope, ref] : [scope, ref])),
  ),
  blobMutant(
    'no-tenant-axis',
    {
      law: 'blobs/refs-stay-in-scope',
      says: 'blobs have no tenant: what is found in one is found in each of them',
      source: ['cache:65'],
    },
    (inner) =>
      finding(inner, (scope, ref) => {
        const { run } = scope
        const { tenant } = ref.scope
        return [run === undefined ? { tenant } : { tenant, run }, ref]
      }),
  ),
  blobMutant(
    'shared-is-hidden',
    {
      law: 'blobs/refs-stay-in-scope',
      says: 'a run sees its own blobs only, and not those that its tenant shares',
      source: ['blobs/port.ts: Blobs'],
    },
    (inner) =>
      finding(inner, (scope, ref) =>
        scope.run !== undefined && ref.scope.run === undefined ? [scope, { ...ref, id: 'hidden' }] : [scope, ref],
      ),
  ),
  blobMutant(
    'delete-by-id',
    {
      law: 'blobs/delete-is-scoped',
      says: 'a deletion goes by the scope that the ref names, whoever asks for it',
      source: ['cache:108'],
    },
    (inner) => ({ delete: (_, ref) => inner.delete(ref.scope, ref) }),
  ),
  blobMutant(
    'run-deletes-shared',
    {
      law: 'blobs/delete-is-scoped',
      says: 'a run deletes whatever it sees, what its tenant shares too',
      source: ['blobs/port.ts: delete'],
    },
    (inner) => ({ delete: (scope, ref) => inner.delete(sees(scope, ref.scope) ? ref.scope : scope, ref) }),
  ),
]

/** Blobs that read something into an id. */
function reading(id: (id: string) => string): (inner: Blobs) => Partial<Blobs> {
  return (inner) => finding(inner, (scope, ref) => [scope, { ...ref, id: id(ref.id) || ref.id }])
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}

/** Where an id leads as the name of a file. No name of a file holds a NUL. */
function fileOf(id: string): string {
  return posix.join('/blobs', id.replaceAll('\u0000', '_'))
}

/** Faults of ids. */
const idMutants: readonly Mutant[] = [
  blobMutant(
    'joins-paths',
    {
      law: 'blobs/hostile-ids-are-absent',
      says: 'an id is joined to the path of a folder, whatever is in it',
      source: ['cache:64'],
    },
    reading((id) => posix.relative('/blobs', posix.join('/blobs', id))),
  ),
  blobMutant(
    'opens-outside',
    {
      law: 'blobs/hostile-ids-are-absent',
      says: 'what is not among the blobs is looked for as a file, wherever its id leads',
      source: ['cache:64'],
    },
    (inner) => ({
      async stat(scope, ref) {
        const got = await inner.stat(scope, ref)
        const file = got.status === 'absent' ? statSync(fileOf(ref.id), { throwIfNoEntry: false }) : undefined
        return file?.isFile() === true ? { status: 'there', size: file.size } : got
      },
    }),
  ),
  blobMutant(
    'ends-at-nul',
    { law: 'blobs/hostile-ids-are-absent', says: 'an id ends at its first NUL', source: ['cache:64'] },
    reading((id) => id.split('\u0000')[0] ?? id),
  ),
  blobMutant(
    'decodes-percent',
    {
      law: 'blobs/hostile-ids-are-absent',
      says: 'an id is taken for a URL: its escapes are read, and only its last part counts',
      source: ['cache:64'],
    },
    reading((id) => posix.basename(decoded(id))),
  ),
  blobMutant(
    'reads-temporary',
    {
      law: 'blobs/hostile-ids-are-absent',
      says: 'the name of a temporary file finds the blob that it became',
      source: ['cache:64'],
    },
    reading((id) => id.replace(/\.tmp$/, '')),
  ),
  blobMutant(
    'trims-id',
    {
      law: 'blobs/hostile-ids-are-absent',
      says: 'space around an id is dropped',
      source: ['blobs/port.ts: BlobStore'],
    },
    reading((id) => id.trim()),
  ),
]

/** From the ground up, as the laws are. */
export const refsMutants: readonly Mutant[] = [...nameMutants, ...scopeMutants, ...idMutants]
