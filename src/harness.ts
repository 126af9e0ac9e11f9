/** The door to the harness as functions, with the built-in contracts and adapters already known. */
import type { Adapter, Plugin, Report } from '../contracts/index.ts'
import builtin from './builtin.ts'
import type { Case } from './harness/case.ts'
import type { CaseOutcome } from './harness/replay.ts'
import { runCase as runCaseWith } from './harness/replay.ts'
import type { VerifyOptions } from './harness/run-options.ts'
import { verify as verifyWith } from './harness/verify.ts'

/** Tries adapters against the laws of every port that they offer. See `VerifyOptions`. */
export function verify(
  adapters: readonly Adapter[],
  options: Partial<Omit<VerifyOptions, 'adapters'>> = {},
): Promise<Report> {
  return verifyWith({ ...options, adapters, plugins: [builtin, ...(options.plugins ?? [])] })
}

/** Runs one case of a law on an adapter: what the program of a finding does. */
export function runCase(
  adapter: Adapter,
  law: string,
  of: Case,
  plugins: readonly Plugin[] = [],
): Promise<CaseOutcome> {
  return runCaseWith(adapter, law, of, [builtin, ...plugins])
}

export { exitCodes } from './harness/verdict.ts'
export { decodeToken, encodeToken } from './harness/token.ts'
export type { Case, CaseOutcome, VerifyOptions }
