/** The laws of writes under a guard, for any port that takes guards. */
import type { Law } from '../law.ts'
import type { AnyPortSpec } from '../port.ts'
import type { GuardedMoves } from './generate.ts'
import { pausedIn, pausedWriter, turnsOfGuards } from './generate.ts'
import { judgedByGuards } from './judge.ts'
import { pausedWriterMutants, staleGuardMutants } from './mutants.ts'

const source = ['durability:J6', 'Kleppmann 2016, How to do distributed locking']

/** Both laws of a port. */
export function guardLaws<Command>(spec: AnyPortSpec, moves: GuardedMoves<Command>): readonly Law[] {
  const { name } = spec
  const needs = { ports: [name, 'locks'], clock: 'turned' } as const
  return [
    {
      id: `${name}/stale-guard-is-fenced`,
      says: `a change of ${name} under a guard is made if its token holds the very lock that it names, and is else refused with FENCED, and nothing is changed`,
      suite: 'leases',
      level: 'must',
      from: 'T1',
      to: 'T1',
      needs: { ...needs, guards: 'advisory' },
      source,
      mutants: staleGuardMutants(spec).map(({ id }) => id),
      marks: ['under-guard', 'fenced', 'overtaken', 'held-though-lapsed'],
      since: '0.1.0',
      check: (lab) => lab.hunt({ scripts: turnsOfGuards(moves), recast: judgedByGuards }),
    },
    {
      id: `${name}/paused-writer-is-fenced`,
      says: `a holder that is paused in the middle of a guarded change of ${name}, and is overtaken, changes nothing when it goes on, whatever it tries`,
      suite: 'leases',
      level: 'must',
      from: 'T2',
      to: 'T4',
      needs: { ...needs, guards: 'transactional' },
      source,
      mutants: pausedWriterMutants(spec).map(({ id }) => id),
      marks: ['fenced', 'overtaken'],
      since: '0.1.0',
      check: (lab) =>
        lab.hunt({
          scripts: pausedWriter(moves),
          struck: pausedIn(moves),
          recast: judgedByGuards,
          faults: ['park', 'stop', 'kill'],
        }),
    },
  ]
}
