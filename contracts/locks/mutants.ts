/**
 * Every known-bad lock: wrappers with one fault each around the locks of any adapter, and rewritings of what its driver
 * is told. Each names the law that must refuse it.
 */
import type { Mutant } from '../contract.ts'
import { fixedName, powerMutants } from '../bends.ts'
import { againMutant, serverMutants } from '../server-mutants.ts'
import { basicMutants } from './mutants-basics.ts'
import { companyMutants } from './mutants-company.ts'
import { errorMutants } from './mutants-errors.ts'
import { laneMutants } from './mutants-lanes.ts'
import { deferredBegin, holderMutants } from './mutants-holders.ts'
import { ownershipMutants } from './mutants-ownership.ts'
import { raceMutants } from './mutants-races.ts'
import { admissionMutants } from './mutants-slots.ts'
import { sparingMutants } from './mutants-sparing.ts'
import { rowMutants, takeoverMutants, tokenMutants } from './mutants-leases.ts'
import { zombieMutants } from './mutants-zombies.ts'

/** From the ground up, as the laws are. */
export const locksMutants: readonly Mutant[] = [
  ...basicMutants,
  ...ownershipMutants,
  ...holderMutants,
  deferredBegin,
  ...takeoverMutants,
  ...sparingMutants,
  ...rowMutants,
  ...tokenMutants,
  ...raceMutants,
  ...powerMutants('locks'),
  ...serverMutants('locks'),
  againMutant('locks'),
  ...errorMutants,
  ...zombieMutants,
  ...laneMutants,
  ...companyMutants,
  ...admissionMutants,
  fixedName('locks'),
]
