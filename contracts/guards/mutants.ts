/** Known-bad ways to heed a guard, around any port that takes guards. */
import type { Ground, PortMutant } from '../contract.ts'
import type { Guard } from '../guard.ts'
import { fenced, withoutGuard } from '../guard.ts'
import type { AnyPort, AnyPortSpec } from '../port.ts'
import { locksOf } from '../runtime/beside.ts'
import { all } from '../pages.ts'

type Method = AnyPort[string]

/** A call under a guard, as a mutant makes it. */
interface Made {
  /** the same call without its guard */
  readonly bare: () => Promise<unknown>
  /** as it was asked for */
  readonly whole: () => Promise<unknown>
  readonly guard: Guard
  readonly ground: Ground
}

/** A port some of whose guarded calls are made otherwise. */
function heeding(
  { guarded = {} }: AnyPortSpec,
  methods: readonly string[],
  make: (made: Made) => Promise<unknown>,
): PortMutant['wrap'] {
  return (inner, ground) => {
    const wrapped = methods.map((method): readonly [string, Method] => {
      const whole = inner[method] as Method
      const call: Method = (...given) => {
        const { args, guard } = withoutGuard(given, guarded[method])
        if (!guard) return whole(...given)
        return make({ bare: () => whole(...args), whole: () => whole(...given), guard, ground })
      }
      return [method, call]
    })
    return { ...inner, ...Object.fromEntries(wrapped) }
  }
}

async function demandHeld({ ground, guard }: Made): Promise<void> {
  const found = await locksOf(ground).inspect(guard.lock)
  if (found.status === 'free' || found.lock.token !== guard.token) fenced(guard)
}

/** Whether any lock of the place has this token. */
async function isAnywhere(ground: Ground, token: number): Promise<boolean> {
  const pages = await all((query) => locksOf(ground).list(query))
  return pages.some(({ locks }) => locks.some((row) => row.token === token))
}

type Bad = Pick<PortMutant, 'says'> & { readonly words: string; readonly make: (made: Made) => Promise<unknown> }

const badGuards: readonly Bad[] = [
  {
    words: 'guard-lapses-by-the-clock',
    says: 'a holder whose lease is over is refused though nobody took its lock over',
    async make(made) {
      const found = await locksOf(made.ground).inspect(made.guard.lock)
      if (found.status === 'held' && found.lock.atMs >= found.lock.expiresAtMs) fenced(made.guard)
      return made.whole()
    },
  },
  {
    words: 'guard-forgets-its-lock',
    says: 'a guard is good if any lock has its token',
    async make({ ground, guard, bare }) {
      if (!(await isAnywhere(ground, guard.token))) fenced(guard)
      return bare()
    },
  },
  {
    words: 'fenced-behind-the-write',
    says: 'a stale guard is refused when what it guards was written already',
    async make(made) {
      const answer = await made.bare()
      await demandHeld(made)
      return answer
    },
  },
]

/** Mutants that a sequence of calls shows: each kind of change forgets its guard once. */
export function staleGuardMutants(spec: AnyPortSpec): readonly PortMutant[] {
  const { name } = spec
  const facts = { kind: 'port', law: `${name}/stale-guard-is-fenced`, source: ['durability:J6'] } as const
  const methods = Object.keys(spec.guarded ?? {})
  const forgetful = methods.map((method): PortMutant => ({
    ...facts,
    id: `${name}~${method}-forgets-its-guard`,
    says: `${method} is made whatever its guard says`,
    wrap: heeding(spec, [method], ({ bare }) => bare()),
  }))
  const others = badGuards.map(({ words, says, make }): PortMutant => ({
    ...facts,
    id: `${name}~${words}`,
    says,
    wrap: heeding(spec, methods, make),
  }))
  return [...forgetful, ...others]
}

/** The mutant that shows when a holder is paused between its look at the lock and its write. */
export function pausedWriterMutants(spec: AnyPortSpec): readonly PortMutant[] {
  const { name } = spec
  return [
    {
      kind: 'port',
      id: `${name}~looks-at-guard-then-writes`,
      law: `${name}/paused-writer-is-fenced`,
      says: 'the lock of a guard is looked at in a step of its own, and then the change is made',
      source: ['durability:J6'],
      wrap: heeding(spec, Object.keys(spec.guarded ?? {}), async (made) => {
        await demandHeld(made)
        return made.bare()
      }),
    },
  ]
}
