/** As whom a server runs: Postgres refuses to run as root. */
import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { StoreError } from '../../../contracts/errors.ts'

/** Numbers of a user and its group; empty for whoever runs us. */
export interface Account {
  readonly uid?: number
  readonly gid?: number
}

/** Users that a server of root's may run as, the likeliest first: all Unixes have the last. */
const candidates = ['postgres', 'nobody']

/**
 * Whoever runs us, or an unprivileged user of this machine where that is root.
 * @throws StoreError UNREACHABLE where there is none
 */
export async function serverAccount(
  usersFile: string = '/etc/passwd',
  isRoot: boolean = process.geteuid?.() === 0,
): Promise<Account> {
  if (!isRoot) return {}
  const lines = (await readFile(usersFile, 'utf8')).split('\n').map((line) => line.split(':'))
  for (const name of candidates) {
    const line = lines.find(([user]) => user === name)
    const [uid, gid] = [Number(line?.[2]), Number(line?.[3])]
    if (uid > 0 && gid > 0) return { uid, gid }
  }
  throw new StoreError(
    'UNREACHABLE',
    `Postgres does not run as root, and ${usersFile} has no user ${candidates.join(' or ')} for it to run as: ` +
      'run this as another user, or name a server by HOLDFAST_POSTGRES_URL',
  )
}

/** The uppermost folder on the way to `folder`, itself included, that keeps others than its owner out; undefined where none does. */
export async function firstClosedTo({ uid }: Account, folder: string): Promise<string | undefined> {
  if (uid === undefined) return undefined
  const above = dirname(folder)
  const closed = above === folder ? undefined : await firstClosedTo({ uid }, above)
  if (closed !== undefined) return closed
  const found = await stat(folder)
  return found.uid === uid || (found.mode & 0o001) !== 0 ? undefined : folder
}
