/** Known-bad checkpoints that mistake what failed. */
import type { Ground, Mutant } from '../../contract.ts'
import type { CheckpointKey, Checkpoints, FailureStreak } from './port.ts'
import { checkpointMutant, keptByKey } from './wrap.ts'

/** A ledger of streaks that a wrapper keeps itself, with the fault that it is to have. */
interface Ledger {
  /** what streaks are keyed by, besides the item */
  readonly of?: (key: CheckpointKey) => CheckpointKey
  /** whether every call counts */
  readonly everyCall?: true
  /** whether a success ends the streak of its item; a yes where absent */
  readonly successEnds?: false
  /** whether a finish ends all streaks of its key */
  readonly finishEnds?: true
  /** whether a note rewrites the ledger as it was when the note began */
  readonly rewritten?: true
}

type Rows = Map<string, { readonly streak: number; readonly epoch: number }>

function streaks(rows: Rows): readonly FailureStreak<string>[] {
  return [...rows].map(([item, { streak }]) => ({ item, streak }))
}

function raise(rows: Rows, item: string, epoch: number, { everyCall }: Ledger): void {
  const { streak, epoch: last } = rows.get(item) ?? { streak: 0, epoch: 0 }
  rows.set(item, { streak: last === epoch && !everyCall ? streak : streak + 1, epoch })
}

function withLedger(inner: Checkpoints, ground: Ground, ledger: Ledger): Partial<Checkpoints> {
  const { of = (key: CheckpointKey): CheckpointKey => key, successEnds = true, finishEnds, rewritten } = ledger
  const table = keptByKey(ground, 'ledger', () => ({ rows: new Map() as Rows }))
  const end = (key: CheckpointKey, items: readonly string[]): void => {
    if (successEnds) for (const item of items) table(of(key)).rows.delete(item)
  }
  return {
    async begin(key, options) {
      const begun = await inner.begin(key, options)
      return { ...begun, failing: streaks(table(of(key)).rows) }
    },
    async append(key, epoch, items) {
      const answer = await inner.append(key, epoch, items)
      if (answer.status === 'appended') end(key, items)
      return answer
    },
    async fail(key, epoch, items) {
      const before: Rows = new Map(table(of(key)).rows)
      const answer = await inner.fail(key, epoch, items)
      if (answer.status === 'superseded') return answer
      const rows = rewritten ? before : table(of(key)).rows
      for (const { item } of answer.failing) raise(rows, item, epoch, ledger)
      table(of(key)).rows = rows
      const named = new Set(answer.failing.map(({ item }) => item))
      return { ...answer, failing: streaks(rows).filter(({ item }) => named.has(item)) }
    },
    async replace(key, epoch, items) {
      const answer = await inner.replace(key, epoch, items)
      if (answer.status === 'replaced') end(key, items)
      return answer
    },
    async finish(key, epoch, options) {
      const answer = await inner.finish(key, epoch, options)
      if (finishEnds && answer.status === 'finished') table(of(key)).rows.clear()
      return answer
    },
    async inspect(key) {
      const found = await inner.inspect(key)
      return { ...found, failing: streaks(table(of(key)).rows) }
    },
  }
}

const streakFaults = { law: 'checkpoints/streak-counts-runs', source: ['durability:F16'] } as const

export const streakMutants: readonly Mutant[] = [
  checkpointMutant(
    'streak-counts-calls',
    { ...streakFaults, source: ['durability:B11'], says: 'a streak rises each time that the same call is made' },
    (inner, ground) => withLedger(inner, ground, { everyCall: true }),
  ),
  checkpointMutant(
    'success-keeps-streak',
    { ...streakFaults, says: 'the streak of an item that was done goes on' },
    (inner, ground) => withLedger(inner, ground, { successEnds: false }),
  ),
  checkpointMutant(
    'finish-ends-streaks',
    { ...streakFaults, says: 'a run that ends takes the streaks of its key along' },
    (inner, ground) => withLedger(inner, ground, { finishEnds: true }),
  ),
  checkpointMutant(
    'streak-of-item-only',
    { ...streakFaults, says: 'streaks go by the item, whatever the key' },
    (inner, ground) => withLedger(inner, ground, { of: () => ({ operation: 'all', parameters: null }) }),
  ),
  checkpointMutant(
    'ledger-rewrite',
    {
      law: 'checkpoints/concurrent-failures-all-stay',
      says: 'a note of failures reads the whole ledger and writes it back in another step',
      source: ['durability:F16'],
    },
    (inner, ground) => withLedger(inner, ground, { rewritten: true }),
  ),
  checkpointMutant(
    'marks-in-finally',
    {
      law: 'checkpoints/failed-is-not-done',
      says: 'an item is marked as done whether it failed or not',
      source: ['durability:D19'],
    },
    (inner) => ({
      async fail(key, epoch, items) {
        const answer = await inner.fail(key, epoch, items)
        await inner.append(key, epoch, items)
        return answer
      },
    }),
  ),
]
