/** Janitors that go wrong in one way each, from sweeps to removals to what a put leaves. */
import type { PortMutant } from '../../contract.ts'
import { putMutants } from './mutants-puts.ts'
import { removalMutants } from './mutants-removals.ts'
import { sweepMutants } from './mutants-sweeps.ts'

export const janitorMutants: readonly PortMutant[] = [...sweepMutants, ...removalMutants, ...putMutants]
