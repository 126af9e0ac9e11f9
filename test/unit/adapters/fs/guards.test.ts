/** Writes under a guard whose lock is taken over while they are made: each row, and each attempt at one, asks anew. */
import { describe, expect, it, vi } from 'vitest'
import fs from '../../../../adapters/fs/index.ts'
import type * as Driver from '../../../../adapters/fs/driver.ts'
import type { Guard } from '../../../../contracts/index.ts'
import { owner } from '../../../../contracts/locks/moves.ts'
import { refusal } from '../sessions.ts'
import type { Ports } from './on-folder.ts'
import { onFolder, opened, time } from './on-folder.ts'
import { Stepped, stopped } from './stepping.ts'

vi.mock(import('../../../../adapters/fs/driver.ts'), async (original) => {
  const { steppedDriver } = await import('./stepping.ts')
  return steppedDriver<typeof Driver>(await original())
})

const ttlMs = 50
const scope = { tenant: 't' }
const parts = [{ stream: 'out', bytes: Buffer.from('x') }] as const

onFolder((folder) => fs.create({ id: 'a', dir: folder }))

async function guardOf(by: number, { locks }: Ports): Promise<Guard> {
  const answer = await locks.acquire('g', { owner: owner(by), ttlMs, graceMs: 0, heartbeatMs: 10 })
  if (answer.status !== 'acquired') throw new Error(`acquire answers ${answer.status}`)
  return { lock: 'g', token: answer.lease.token }
}

/** Another takes the lock over, by a session of its own, and writes under its guard. */
async function overtaken(write: (ports: Ports, guard: Guard) => Promise<unknown>): Promise<void> {
  time.nowMs += ttlMs
  const other = await opened()
  await write(other, await guardOf(1, other))
}

interface Bulk {
  readonly says: string
  /** makes two rows of which the call takes both */
  readonly before: (ports: Ports) => Promise<unknown>
  readonly call: (ports: Ports, guard: Guard) => Promise<unknown>
  /** how many rows there are */
  readonly count: (ports: Ports) => Promise<number>
}

const outputs: Pick<Bulk, 'before' | 'count'> = {
  async before(ports) {
    for (const task of ['a', 'b']) await ports.outputs.put(scope, { task, input: '1' }, 1)
  },
  count: async (ports) => (await ports.outputs.keys(scope, { limit: 10 })).keys.length,
}

const keys = ['a', 'b'].map((operation) => ({ operation, parameters: null }))

const bulks: readonly Bulk[] = [
  { says: 'outputs.clear', ...outputs, call: (ports, guard) => ports.outputs.clear(scope, { guard }) },
  { says: 'outputs.prune', ...outputs, call: (ports, guard) => ports.outputs.prune({ olderThanMs: 0, guard }) },
  {
    says: 'checkpoints.purge',
    async before({ checkpoints }) {
      for (const key of keys) await checkpoints.begin(key, { pin: 'p' })
    },
    call: ({ checkpoints }, guard) => checkpoints.purge({ idleMs: 0, guard }),
    async count({ checkpoints }) {
      const all = await Promise.all(keys.map((key) => checkpoints.inspect(key)))
      return all.filter(({ status }) => status === 'running').length
    },
  },
  {
    says: 'logs.prune',
    async before({ logs }) {
      for (const log of ['a', 'b']) await logs.seal(scope, log)
    },
    call: ({ logs }, guard) => logs.prune({ olderThanMs: 0, guard }),
    async count({ logs }) {
      const all = await Promise.all(['a', 'b'].map((log) => logs.tail(scope, log)))
      return all.filter(({ status }) => status === 'there').length
    },
  },
]

/** Lets one go on until it has made a change of a register. */
async function afterChange(stepped: Stepped<unknown>): Promise<void> {
  for (let operation = ''; !operation.startsWith('move head');) {
    operation = (await stepped.standing()) ?? ''
    if (!(await stepped.step())) throw new Error('it ended without a change')
  }
}

describe('a call under a guard that goes from row to row', () => {
  it.each(bulks)('$says leaves the rows that are left when the lock is taken over', async ({ before, call, count }) => {
    const ports = await opened()
    await before(ports)
    const guard = await guardOf(0, ports)
    const clearing = new Stepped(() => call(ports, guard))
    await afterChange(clearing)
    await overtaken(async () => {})
    expect(await refusal(clearing.finish())).toBe('FENCED')
    expect(await count(ports)).toBe(1)
  })

  it('removes no row of its successor', async () => {
    const ports = await opened()
    await outputs.before(ports)
    const guard = await guardOf(0, ports)
    const clearing = new Stepped(() => ports.outputs.clear(scope, { guard }))
    await afterChange(clearing)
    await overtaken(async (other, held) => {
      for (const task of ['a', 'b']) await other.outputs.put(scope, { task, input: '1' }, 2, { guard: held })
    })
    expect(await refusal(clearing.finish())).toBe('FENCED')
    for (const task of ['a', 'b'])
      expect(await ports.outputs.get(scope, { task, input: '1' })).toMatchObject({ status: 'hit', value: 2 })
  })
})

interface Single {
  readonly says: string
  readonly before: (ports: Ports) => Promise<unknown>
  readonly call: (ports: Ports, guard: Guard, by: string) => Promise<unknown>
  /** who wrote last */
  readonly last: (ports: Ports) => Promise<unknown>
}

const row = { task: 'a', input: '1' }
const [key = { operation: 'a', parameters: null }] = keys

const singles: readonly Single[] = [
  {
    says: 'outputs.put',
    before: (ports) => ports.outputs.put(scope, row, 'nobody'),
    call: (ports, guard, by) => ports.outputs.put(scope, row, by, { guard }),
    last: (ports) => ports.outputs.get(scope, row),
  },
  {
    says: 'checkpoints.append',
    before: ({ checkpoints }) => checkpoints.begin(key, { pin: 'p' }),
    call: ({ checkpoints }, guard, by) => checkpoints.append(key, 1, [by], { guard }),
    last: ({ checkpoints }) => checkpoints.inspect(key),
  },
  {
    says: 'tasks.insert',
    before: ({ tasks }) => tasks.insert([{ id: 'a', queue: 'q', kind: 'k', payload: 1 }]),
    call: ({ tasks }, guard, by) => tasks.insert([{ id: by, queue: 'q', kind: 'k', payload: 1 }], { guard }),
    last: ({ tasks }) => tasks.list({ limit: 10 }),
  },
  {
    says: 'logs.append',
    before: ({ logs }) => logs.append(scope, 'l', 1, parts),
    call: ({ logs }, guard, by) => logs.append(scope, 'l', 2, [{ stream: 'out', bytes: Buffer.from(by) }], { guard }),
    last: async ({ logs }) => {
      const tail = await logs.tail(scope, 'l')
      return tail.status === 'there' && tail.parts.map(({ bytes }) => Buffer.from(bytes).toString())
    },
  },
]

describe('a change under a guard that came too late', () => {
  it.each(singles)('$says looks at the lock again before it is tried again', async ({ before, call, last }) => {
    const ports = await opened()
    await before(ports)
    const guard = await guardOf(0, ports)
    const late = await stopped(/^move head/, () => call(ports, guard, 'late'))
    await overtaken((other, held) => call(other, held, 'successor'))
    expect(await refusal(late.finish())).toBe('FENCED')
    const found = JSON.stringify(await last(ports))
    expect([found.includes('successor'), found.includes('late')]).toEqual([true, false])
  })

  it('remembers what the session knows, whatever it was guarded by', async () => {
    const ports = await opened()
    const guard = await guardOf(0, ports)
    for (const [index, id] of ['a', 'b', 'c'].entries()) {
      const may = index % 2 === 0 ? { guard } : {}
      await ports.tasks.insert([{ id, queue: 'q', kind: 'k', payload: id }], may)
      await ports.logs.append(scope, 'l', index + 1, parts, may)
    }
    const reads: string[] = []
    const looking = new Stepped(() => ports.tasks.insert([{ id: 'd', queue: 'q', kind: 'k', payload: 4 }], { guard }))
    for (;;) {
      const operation = await looking.standing()
      if (operation?.startsWith('read ') === true) reads.push(operation)
      if (!(await looking.step())) break
    }
    await looking.ended
    // Only the last delta, which the new one takes in; not the chain.
    expect(reads.length).toBeLessThanOrEqual(1)
    expect((await ports.tasks.list({ limit: 10 })).tasks).toHaveLength(4)
  })
})
