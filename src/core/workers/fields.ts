/** What the fields of a worker may hold, for stores that keep them as JSON. */
import type { Identity } from '../../../contracts/index.ts'
import type { Column } from '../rows.ts'
import { moment, rowOf, text, wholeFrom } from '../rows.ts'
import { boxed } from '../tasks/fields.ts'
import { workerState } from './columns.ts'
import type { WorkerRow } from './rows.ts'

const identity: Column<Identity> = rowOf<Identity>({
  instance: text,
  host: text,
  boot: text,
  pid: wholeFrom(1),
  pidStart: wholeFrom(0),
})

/** The fields of a worker, where they are there. */
export const workerFields: { readonly [Field in keyof WorkerRow]-?: Column<NonNullable<WorkerRow[Field]>> } = {
  id: text,
  task: text,
  token: wholeFrom(1),
  state: workerState,
  owner: identity,
  child: identity,
  facts: boxed,
  reservedAtMs: moment,
  activatedAtMs: moment,
  heartbeatAtMs: moment,
}
