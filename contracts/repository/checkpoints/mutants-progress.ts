/** Known-bad checkpoints that lose, invent or miscount items. */
import type { Mutant } from '../../contract.ts'
import type { CheckpointKey, Checkpoints } from './port.ts'
import { checkpointMutant, keptByKey, runOf, withDone } from './wrap.ts'

function halves(items: readonly string[]): readonly [readonly string[], readonly string[]] {
  const middle = Math.ceil(items.length / 2)
  return [items.slice(0, middle), items.slice(middle)]
}

/** Faults of an append. */
const appendMutants: readonly Mutant[] = [
  checkpointMutant(
    'empty-append-begins',
    {
      law: 'checkpoints/no-items-no-write',
      says: 'adding no items makes a run where none is',
      source: ['durability:D3'],
    },
    (inner) => ({
      async append(key, epoch, items) {
        const found = items.length === 0 ? await inner.inspect(key) : undefined
        if (found?.status === 'none') await inner.begin(key, { pin: 'none' })
        return inner.append(key, epoch, items)
      },
    }),
  ),
  checkpointMutant(
    'empty-append-touches',
    {
      law: 'checkpoints/no-items-no-write',
      says: 'adding no items writes the run again',
      source: ['durability:D3'],
    },
    (inner) => ({
      async append(key, epoch, items) {
        const run = items.length === 0 ? await runOf(inner, key, epoch) : undefined
        if (run) await inner.replace(key, epoch, run.done)
        return inner.append(key, epoch, items)
      },
    }),
  ),
  checkpointMutant(
    'counts-known',
    {
      law: 'checkpoints/append-counts-new',
      says: 'items that were there already are counted as added',
      source: ['durability:D1'],
    },
    (inner) => ({
      async append(key, epoch, items) {
        const answer = await inner.append(key, epoch, items)
        return answer.status === 'appended' ? { ...answer, added: items.length } : answer
      },
    }),
  ),
  checkpointMutant(
    'rewrites-set',
    {
      law: 'checkpoints/append-counts-new',
      says: 'an append writes the whole set again and counts what it wrote',
      source: ['durability:D1'],
    },
    (inner) => ({
      async append(key, epoch, items) {
        const run = await runOf(inner, key, epoch)
        const all = new Set([...(run?.done ?? []), ...items])
        const answer = await inner.replace(key, epoch, [...all])
        return answer.status === 'replaced' ? { status: 'appended', added: all.size } : answer
      },
    }),
  ),
  checkpointMutant(
    'half-batch',
    {
      law: 'checkpoints/append-is-whole',
      says: 'an append is written in two steps',
      source: ['checkpoints/port.ts: append'],
    },
    (inner) => ({
      async append(key, epoch, items) {
        const [first, second] = halves(items)
        const answer = await inner.append(key, epoch, first)
        if (second.length === 0 || answer.status === 'superseded') return answer
        const more = await inner.append(key, epoch, second)
        return more.status === 'appended' ? { ...more, added: answer.added + more.added } : more
      },
    }),
  ),
  checkpointMutant(
    'half-acknowledged',
    {
      law: 'checkpoints/append-is-whole',
      says: 'an append that wrote a part of its items is acknowledged',
      source: ['durability:D20'],
    },
    (inner) => ({ append: (key, epoch, items) => inner.append(key, epoch, halves(items)[0]) }),
  ),
  checkpointMutant(
    'ack-before-write',
    {
      law: 'checkpoints/survives-kill',
      says: 'an append is acknowledged before it is written',
      source: ['Zheng et al. 2014, Torturing Databases for Fun and Profit'],
    },
    (inner) => writingBehind(inner),
  ),
  checkpointMutant(
    'read-modify-write',
    {
      law: 'checkpoints/concurrent-appends-all-stay',
      says: 'an append reads the set, adds to it, and writes it back in another step',
      source: ['durability:D21'],
    },
    (inner) => ({
      async append(key, epoch, items) {
        const run = await runOf(inner, key, epoch)
        const before = new Set(run?.done)
        const after = new Set([...before, ...items])
        const answer = await inner.replace(key, epoch, [...after])
        return answer.status === 'replaced' ? { status: 'appended', added: after.size - before.size } : answer
      },
    }),
  ),
]

/** Checkpoints that write an append when the next call comes. */
function writingBehind(inner: Checkpoints): Partial<Checkpoints> {
  let behind: (() => Promise<unknown>) | undefined
  const settled = async (): Promise<Checkpoints> => {
    const write = behind
    behind = undefined
    await write?.()
    return inner
  }
  return {
    begin: async (key, options) => (await settled()).begin(key, options),
    async append(key, epoch, items) {
      const run = await runOf(await settled(), key, epoch)
      if (!run) return { status: 'superseded' }
      behind = () => inner.append(key, epoch, items)
      return { status: 'appended', added: new Set(items.filter((item) => !run.done.includes(item))).size }
    },
    fail: async (key, epoch, items) => (await settled()).fail(key, epoch, items),
    replace: async (key, epoch, items) => (await settled()).replace(key, epoch, items),
    finish: async (key, epoch, options) => (await settled()).finish(key, epoch, options),
    purge: async (options) => (await settled()).purge(options),
    inspect: async (key) => (await settled()).inspect(key),
  }
}

const setFaults = { law: 'checkpoints/progress-is-a-set', source: ['durability:D5'] } as const

/** Faults of what is read. */
const setMutants: readonly Mutant[] = [
  checkpointMutant('appended-only', { ...setFaults, says: 'what a replace wrote is not read' }, (inner, ground) => {
    const old = keptByKey(ground, 'replaced', () => new Set<string>())
    return {
      ...withDone(inner, (done, key) => done.filter((item) => !old(key).has(item))),
      async append(key, epoch, items) {
        for (const item of items) old(key).delete(item)
        return inner.append(key, epoch, items)
      },
      async replace(key, epoch, items) {
        for (const item of items) old(key).add(item)
        return inner.replace(key, epoch, items)
      },
    }
  }),
  checkpointMutant(
    'multiset',
    { ...setFaults, says: 'an item that was added twice is listed twice' },
    (inner, ground) => {
      const again = keptByKey(ground, 'again', () => [] as string[])
      return {
        ...withDone(inner, (done, key) => [...done, ...again(key).filter((item) => done.includes(item))]),
        async append(key, epoch, items) {
          const before = await runOf(inner, key, epoch)
          again(key).push(...items.filter((item) => before?.done.includes(item)))
          return inner.append(key, epoch, items)
        },
      }
    },
  ),
  checkpointMutant(
    'cursor',
    { ...setFaults, source: ['durability:D17'], says: 'progress is how many items are done, counted from the first' },
    (inner) => withDone(inner, (done) => ['x', 'y', 'z'].slice(0, done.length)),
  ),
  checkpointMutant(
    'run-of-session',
    {
      ...setFaults,
      source: ['checkpoints/port.ts: inspect'],
      says: 'a run is known to the session that began it, and to no other',
    },
    (inner) => {
      const begun = new Set<string>()
      return {
        async begin(key, options) {
          begun.add(JSON.stringify(key))
          return inner.begin(key, options)
        },
        async inspect(key) {
          const found = await inner.inspect(key)
          const { failing, anchor } = found
          return begun.has(JSON.stringify(key)) ? found : { status: 'none', failing, anchor }
        },
      }
    },
  ),
  checkpointMutant(
    'insert-or-ignore',
    {
      ...setFaults,
      source: ['durability:S1'],
      says: 'a row that the store refuses is left out, and the append acknowledged',
    },
    (inner) => ({
      async append(key, epoch, items) {
        const answer = await inner.append(
          key,
          epoch,
          items.filter((item) => item !== 'z'),
        )
        return answer.status === 'appended' ? { ...answer, added: new Set(items).size } : answer
      },
    }),
  ),
]

/** The items of a run that an append added and no replace since. */
function appendedItems(inner: Checkpoints, of: (key: CheckpointKey) => Set<string>): Checkpoints['append'] {
  return async (key, epoch, items) => {
    for (const item of items) of(key).add(item)
    return inner.append(key, epoch, items)
  }
}

const replaceFaults = { law: 'checkpoints/replace-is-exact' } as const

/** Faults of a replace. */
const replaceMutants: readonly Mutant[] = [
  checkpointMutant(
    'double-encoded',
    { ...replaceFaults, source: ['durability:D8'], says: 'a replace encodes items that are encoded already' },
    (inner) => ({
      replace: (key, epoch, items) =>
        inner.replace(
          key,
          epoch,
          items.map((item) => JSON.stringify(item)),
        ),
    }),
  ),
  checkpointMutant(
    'appended-stay',
    { ...replaceFaults, source: ['durability:D9'], says: 'a replace leaves what an append added' },
    (inner, ground) => {
      const added = keptByKey(ground, 'appended', () => new Set<string>())
      return {
        append: appendedItems(inner, added),
        replace: (key, epoch, items) => inner.replace(key, epoch, [...items, ...added(key)]),
      }
    },
  ),
  checkpointMutant(
    'replace-adds',
    { ...replaceFaults, source: ['durability:D10'], says: 'a replace is done by an append' },
    (inner) => ({
      async replace(key, epoch, items) {
        const answer = await inner.append(key, epoch, items)
        return answer.status === 'appended' ? { status: 'replaced' } : answer
      },
    }),
  ),
  checkpointMutant(
    'torn-replace',
    {
      law: 'checkpoints/survives-kill',
      source: ['Zheng et al. 2014, Torturing Databases for Fun and Profit'],
      says: 'a replace empties the set in one step and fills it in another',
    },
    (inner) => ({
      async replace(key, epoch, items) {
        await inner.replace(key, epoch, [])
        return inner.replace(key, epoch, items)
      },
    }),
  ),
]

export const progressMutants: readonly Mutant[] = [...appendMutants, ...setMutants, ...replaceMutants]
