/** Known-bad outputs that take one row for another, do not find what is there, or mix two writes. */
import type { Mutant } from '../../contract.ts'
import type { Scope, Value } from '../../values.ts'
import type { OutputKey, OutputStored, Outputs } from './port.ts'
import { kept } from '../../wrap.ts'
import { moved, nameOf, outputMutant } from './wrap.ts'

function named(name: string | undefined, to: (name: string) => string): string {
  return name === undefined ? '' : to(name) || name
}

/** Scopes whose run is written another way; what is shared stays. */
function renamed(to: (name: string) => string): (scope: Scope) => Scope {
  return ({ tenant, run }) => (run === undefined ? { tenant } : { tenant, run: named(run, to) })
}

/** Faults of scopes and keys. */
export const namingMutants: readonly Mutant[] = [
  outputMutant(
    'shallow-key',
    {
      law: 'outputs/keys-are-exact',
      says: 'only the top level of a key is written down, so that every input of a task is the same',
      source: ['cache:G25', 'cache:D20'],
    },
    moved(
      (scope) => scope,
      ({ task }) => ({ task, input: '[object Object]' }),
    ),
  ),
  outputMutant(
    'joined-key',
    {
      law: 'outputs/keys-are-exact',
      says: 'task and input are joined by a separator that they may hold themselves',
      source: ['cache:D20'],
    },
    moved(
      (scope) => scope,
      ({ task, input }) => ({ task: `${task}::${input}`.slice(0, 512), input: '-' }),
    ),
  ),
  outputMutant(
    'nul-ends-name',
    { law: 'outputs/keys-are-exact', says: 'a name ends at its first NUL', source: ['durability:M8'] },
    moved(
      (scope) => scope,
      ({ task, input }) => ({ task: named(task, untilNul), input: named(input, untilNul) }),
    ),
  ),
  outputMutant(
    'joined-scope',
    {
      law: 'outputs/scopes-are-exact',
      says: 'run and task are joined by a separator that they may hold themselves',
      source: ['cache:G3'],
    },
    moved(
      ({ tenant }) => ({ tenant }),
      ({ task, input }, { run }) => ({ task: `${run ?? ''}::${task}`.slice(0, 512), input }),
    ),
  ),
  outputMutant(
    'folds-case',
    {
      law: 'outputs/scopes-are-exact',
      says: 'runs are compared without case',
      source: ['outputs/port.ts: get'],
    },
    moved(renamed((name) => name.toLowerCase())),
  ),
  outputMutant(
    'trims-run',
    {
      law: 'outputs/scopes-are-exact',
      says: 'space around the name of a run is dropped',
      source: ['outputs/port.ts: get'],
    },
    moved(renamed((name) => name.trim())),
  ),
  outputMutant(
    'no-run-axis',
    {
      law: 'outputs/run-is-apart',
      says: 'rows are found by tenant and key, whatever the run',
      source: ['cache:6'],
    },
    moved(({ tenant }) => ({ tenant })),
  ),
  outputMutant(
    'no-tenant-axis',
    {
      law: 'outputs/run-is-apart',
      says: 'rows are found by run and key, whatever the tenant',
      source: ['outputs/port.ts: get'],
    },
    moved((scope) => ({ ...scope, tenant: 'everyone' })),
  ),
  outputMutant(
    'namespace-of-session',
    {
      law: 'outputs/run-finds-its-own',
      says: 'every session keeps its rows under a namespace of its own',
      source: ['cache:7'],
    },
    (inner, { everywhere }) => moved(renamed(suffixed(nextSession(everywhere))))(inner),
  ),
  outputMutant(
    'cache-of-session',
    {
      law: 'outputs/run-finds-its-own',
      says: 'a session remembers what it read, and does not see what others write later',
      source: ['outputs/port.ts: get'],
    },
    (inner) => {
      const read = new Map<string, ReturnType<Outputs['get']>>()
      return {
        async get(scope, key) {
          const name = nameOf(scope, key)
          const got = read.get(name) ?? inner.get(scope, key)
          read.set(name, got)
          return { ...(await got) }
        },
        async put(scope, key, value) {
          read.delete(nameOf(scope, key))
          return inner.put(scope, key, value)
        },
      }
    },
  ),
  outputMutant(
    'instance-in-key',
    {
      law: 'outputs/shared-is-found-by-all',
      says: 'the id of the instance that runs the task is part of the key of shared results',
      source: ['cache:9'],
    },
    (inner, { everywhere }) => {
      const suffix = suffixed(nextSession(everywhere))
      return moved(
        (scope) => scope,
        ({ task, input }, { run }) => ({ task: run === undefined ? suffix(task) : task, input }),
      )(inner)
    },
  ),
]

function untilNul(name: string): string {
  return name.split('\u0000')[0] ?? name
}

function nextSession(everywhere: Map<string, unknown>): number {
  const next = Number(everywhere.get('outputs~sessions') ?? 0) + 1
  everywhere.set('outputs~sessions', next)
  return next
}

function suffixed(session: number): (name: string) => string {
  return (name) => `${name.slice(0, 480)}@${session}`
}

/** Faults of writes that follow or meet each other. */
export const writeMutants: readonly Mutant[] = [
  outputMutant(
    'first-write-wins',
    {
      law: 'outputs/stored-is-found',
      says: 'a write into a row that is there is dropped and acknowledged',
      source: ['durability:S1'],
    },
    (inner) => ({
      async put(scope, key, value) {
        const got = await inner.get(scope, key)
        return got.status === 'miss' ? inner.put(scope, key, value) : { ...got, status: 'stored' }
      },
    }),
  ),
  outputMutant(
    'puts-now-and-then',
    {
      law: 'outputs/stored-is-found',
      says: 'a write that fails is acknowledged all the same: here, every third of a place',
      source: ['durability:S1'],
    },
    (inner, ground) => ({
      async put(scope, key, value) {
        const count = kept(ground, 'puts', () => ({ puts: 0 }))
        count.puts += 1
        return count.puts % 3 === 0 ? acknowledged(ground.clock.now()) : inner.put(scope, key, value)
      },
    }),
  ),
  outputMutant(
    'read-merge-write',
    {
      law: 'outputs/last-write-wins',
      says: 'an object is read, merged with the new one and written back',
      source: ['Herlihy and Wing 1990, Linearizability'],
    },
    (inner) => ({
      async put(scope, key, value) {
        const got = await inner.get(scope, key)
        const old = got.status === 'hit' && isObject(got.value) ? got.value : {}
        return inner.put(scope, key, isObject(value) ? { ...old, ...value } : value)
      },
    }),
  ),
  outputMutant(
    'delete-then-write',
    {
      law: 'outputs/last-write-wins',
      says: 'an overwrite removes the old row in one step and writes the new one in another',
      source: ['Herlihy and Wing 1990, Linearizability'],
    },
    (inner) => ({ put: (scope, key, value) => replace(inner, scope, key, value) }),
  ),
  outputMutant(
    'torn-overwrite',
    {
      law: 'outputs/survives-kill',
      says: 'an overwrite removes the old row in one step and writes the new one in another',
      source: ['Zheng et al. 2014, Torturing Databases for Fun and Profit'],
    },
    (inner) => ({ put: (scope, key, value) => replace(inner, scope, key, value) }),
  ),
  outputMutant(
    'ack-before-write',
    {
      law: 'outputs/survives-kill',
      says: 'a write is acknowledged before it is made',
      source: ['Zheng et al. 2014, Torturing Databases for Fun and Profit'],
    },
    (inner, { clock }) => writesBehind(inner, () => clock.now()),
  ),
  outputMutant(
    'always-deleted',
    {
      law: 'outputs/agrees-with-model',
      says: 'a deletion answers deleted, whether there was a row or not',
      source: ['Hughes 2007, QuickCheck Testing for Fun and Profit'],
    },
    (inner) => ({
      async delete(scope, key) {
        await inner.delete(scope, key)
        return { status: 'deleted' }
      },
    }),
  ),
]

function acknowledged(storedAtMs: number): OutputStored {
  return { status: 'stored', storedAtMs }
}

function isObject(value: Value): value is { readonly [key: string]: Value } {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

async function replace(inner: Outputs, scope: Scope, key: OutputKey, value: Value): Promise<OutputStored> {
  await inner.delete(scope, key)
  return inner.put(scope, key, value)
}

/** Outputs that make a write when the session is next asked for something. */
function writesBehind(inner: Outputs, now: () => number): Outputs {
  let behind: (() => Promise<unknown>) | undefined
  const settled = async (): Promise<Outputs> => {
    const write = behind
    behind = undefined
    await write?.()
    return inner
  }
  return {
    get: async (scope, key) => (await settled()).get(scope, key),
    async put(scope, key, value) {
      await settled()
      const copy = structuredClone(value)
      behind = () => inner.put(scope, key, copy)
      return acknowledged(now())
    },
    delete: async (scope, key) => (await settled()).delete(scope, key),
    clear: async (scope) => (await settled()).clear(scope),
    prune: async (options) => (await settled()).prune(options),
    keys: async (scope, options) => (await settled()).keys(scope, options),
    scopes: async (options) => (await settled()).scopes(options),
  }
}
