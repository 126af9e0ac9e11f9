/** Where a server of Postgres is: what `start` tells, and what `create` is given as JSON. */
import type { Json } from '../../../contracts/index.ts'
import { StoreError } from '../../../contracts/errors.ts'

/** The schema of a server that is ours alone. */
export const ownSchema = 'holdfast'

/** A server that answers. */
export type ServerAt = {
  /** `postgresql://user@host/database`; a Unix socket has its folder as the parameter `host` */
  readonly url: string
  /** the schema in which the namespaces of the run lie; where the server is somebody else's, it goes when the run ends */
  readonly schema: string
  /** path of the control socket of the keeper; absent where the server is somebody else's */
  readonly keeper?: string
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/** What came, without what it holds. */
function wordFor(given: Json | undefined): string {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return 'what is no object'
  return `an object with the keys ${Object.keys(given).join(', ') || '(none)'}`
}

/** Reads what `start` told. @throws StoreError INVALID_ARGUMENT for anything else */
export function readServerAt(given: Json | undefined): ServerAt {
  const { url, schema, keeper } = { ...(given as Partial<Record<keyof ServerAt, unknown>> | undefined) }
  if (isText(url) && isText(schema) && (keeper === undefined || isText(keeper)))
    return { url, schema, ...(keeper === undefined ? {} : { keeper }) }
  throw new StoreError(
    'INVALID_ARGUMENT',
    // What came may hold a password, and is not shown.
    `server: expected the url and the schema of a Postgres, as server.start tells them, got ${wordFor(given)}`,
  )
}
