/**
 * What every replica of a place is: tables, and changes that are made on them one after the other. A change brings the time
 * at which it is made, so that the same changes lead to the same tables and the same answers everywhere.
 */
import type { AnyPort } from '../../contracts/index.ts'
import type { BlobTable, Publication } from '../../src/core/tables/blobs.ts'
import { openBlobs, publish } from '../../src/core/tables/blobs.ts'
import type { LogTable } from '../../src/core/tables/logs.ts'
import { openLogs } from '../../src/core/tables/logs.ts'
import type { OutputTable } from '../../src/core/tables/outputs.ts'
import { openOutputs, outputTable } from '../../src/core/tables/outputs.ts'

/** A call, with the time of the place at which it is made, ms. */
export interface Change {
  readonly port: PortName
  readonly method: string
  readonly args: readonly unknown[]
  readonly atMs: number
}

/** All that a place holds; it can be cloned. */
export interface Tables {
  readonly outputs: OutputTable
  readonly blobs: BlobTable
  readonly logs: LogTable
}

export type PortName = keyof Tables

/** The tables of a new place. */
export function emptyTables(): Tables {
  return { outputs: outputTable(), blobs: new Map(), logs: new Map() }
}

/** Tables with the ports on them. */
export class Machine {
  readonly tables: Tables
  readonly #ports: Readonly<Record<PortName, AnyPort>>
  #nowMs = 0

  constructor(tables: Tables) {
    this.tables = tables
    const clock = { now: () => this.#nowMs }
    this.#ports = {
      outputs: openOutputs(tables.outputs, clock) as unknown as AnyPort,
      blobs: {
        ...(openBlobs(tables.blobs, clock) as unknown as AnyPort),
        // A source cannot be made twice: what is put in order is a blob that is there whole.
        write: async (blob) => publish(tables.blobs, blob as Publication, this.#nowMs),
      },
      logs: openLogs(tables.logs, clock) as unknown as AnyPort,
    }
  }

  /** Makes a call. What it changes is changed when this returns; its answer comes by a promise, as ports give it. */
  async make({ port, method, args, atMs }: Change): Promise<unknown> {
    this.#nowMs = atMs
    return this.#ports[port][method]?.(...args)
  }
}
