/** A blob that is streamed in and out by a process of its own, and how much memory that process had at most. */
import { fileURLToPath } from 'node:url'
import type { Json } from '../../contracts/index.ts'
import { loadAdapter } from '../../src/harness/load.ts'
import { runNode } from '../programs.ts'

/** What the process is told. */
export interface StreamTask {
  /** URL of the adapter */
  readonly adapter: string
  readonly place: Json
  /** of the blob */
  readonly bytes: number
}

/** What it tells. */
export interface StreamEnd {
  /** the most memory that was resident before the blob, and at all, bytes: by the kernel's own account */
  readonly residentBefore: number
  readonly resident: number
  readonly writeMs: number
  readonly readMs: number
  /** whether the bytes came back as they were written */
  readonly isWhole: boolean
}

/** Where a blob is streamed to. */
export interface StreamPlace {
  /** URL of the adapter */
  readonly adapter: string
  readonly dir: string
  /** where its server is; absent for an adapter without one */
  readonly server?: Json
}

/** URL of an adapter of ours. */
export function adapterUrl(name: string): string {
  return new URL(`../../adapters/${name}/index.js`, import.meta.url).href
}

const program = fileURLToPath(new URL('./program.js', import.meta.url))

/** Streams a blob of so many bytes into a new place and back. Throws where the process does not end well. */
export async function streamOn({ adapter, dir, server }: StreamPlace, bytes: number): Promise<StreamEnd> {
  const loaded = await loadAdapter(adapter)
  const place = await loaded.create({ id: 'streams', dir, ...(server === undefined ? {} : { server }) })
  try {
    const task: StreamTask = { adapter, place, bytes }
    const { code, output } = await runNode([program, JSON.stringify(task)])
    if (code !== 0) throw new Error(`the process that streams ended with exit code ${code}: ${output}`)
    return JSON.parse(output) as StreamEnd
  } finally {
    await loaded.destroy(place)
  }
}
