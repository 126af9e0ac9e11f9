/** What of all that clients did is on the server: read by a session that never saw the place. */
import type { Checkpoints, Json, Locks, Outputs } from '../../contracts/index.ts'
import postgres from '../../adapters/postgres/index.ts'
import { rowName, taskOf } from './deeds.ts'
import type { Deed, PortName } from './deeds.ts'

/** Rows in a page of a listing. */
const limit = 1_000

/** What came of the changes, by what was known of them. */
export interface Count {
  readonly acknowledged: number
  /** rows that were acknowledged and are not there, by name */
  readonly lost: readonly string[]
  readonly unknown: number
  /** of those whose outcome is unknown, how many are there */
  readonly unknownThere: number
  readonly none: number
  /** rows that are there though their change surely had no effect, by name */
  readonly uncalledFor: readonly string[]
}

type There = { readonly [port in PortName]: ReadonlySet<string> }

async function everyPage<Row>(
  read: (cursor: string | undefined) => Promise<readonly [rows: readonly Row[], cursor: string | undefined]>,
): Promise<readonly Row[]> {
  const all: Row[] = []
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
    const [rows, next] = await read(cursor)
    all.push(...rows)
    cursor = next
  }
  return all
}

async function readAll(session: unknown, clients: number): Promise<There> {
  const { outputs, checkpoints, locks } = session as { outputs: Outputs; checkpoints: Checkpoints; locks: Locks }
  const held = await everyPage(async (cursor) => {
    const page = await locks.list({ limit, ...(cursor === undefined ? {} : { cursor }) })
    return [page.locks, page.cursor]
  })
  const stored: string[] = []
  const done: string[] = []
  for (let client = 0; client < clients; client += 1) {
    const keys = await everyPage(async (cursor) => {
      const page = await outputs.keys(
        { tenant: taskOf(client) },
        { limit, ...(cursor === undefined ? {} : { cursor }) },
      )
      return [page.keys, page.cursor]
    })
    stored.push(...keys.map(({ task }) => task))
    const shown = await checkpoints.inspect({ operation: taskOf(client), parameters: null })
    if (shown.status === 'running') done.push(...shown.done)
  }
  return { outputs: new Set(stored), checkpoints: new Set(done), locks: new Set(held.map(({ name }) => name)) }
}

/** Compares what clients did, as far as they have told, with what is there. */
export async function countRows(place: Json, deeds: readonly (readonly Deed[])[]): Promise<Count> {
  const known = deeds.map((each) => [...each])
  const session = await postgres.open(place, { clock: Date, signal: new AbortController().signal })
  try {
    const there = await readAll(session, known.length)
    const all = known.flatMap((each, client) =>
      each.map((deed) => ({ ...deed, name: `${deed.port} ${rowName(client, deed.number)}`, isThere: false })),
    )
    const read = all.map((deed) => ({ ...deed, isThere: there[deed.port].has(deed.name.slice(deed.port.length + 1)) }))
    const [acked, unknown, none] = (['acknowledged', 'unknown', 'none'] as const).map((fate) =>
      read.filter((deed) => deed.fate === fate),
    ) as [typeof read, typeof read, typeof read]
    return {
      acknowledged: acked.length,
      lost: acked.filter(({ isThere }) => !isThere).map(({ name }) => name),
      unknown: unknown.length,
      unknownThere: unknown.filter(({ isThere }) => isThere).length,
      none: none.length,
      uncalledFor: none.filter(({ isThere }) => isThere).map(({ name }) => name),
    }
  } finally {
    await session.close()
  }
}
