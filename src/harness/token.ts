/**
 * Replay tokens: a whole case and the names that it needs, in one word that survives a chat or a terminal. A token
 * carries data only: the adapter is found by name, and nothing is ever loaded or run from a token.
 */
import { deflateSync, inflateSync } from 'node:zlib'
import type { z } from 'zod'
import type { Fault } from '../../contracts/index.ts'
import { HarnessError } from '../../contracts/errors.ts'
import type { Case } from './case.ts'
import { zod } from './shapes.ts'
import { tokenShape } from './token-shape.ts'

/** What a token holds. */
export interface Token {
  readonly adapter: string
  readonly law: string
  /** the mutant that the adapter wore, when the harness was tested */
  readonly mutant?: string
  readonly case: Case
}

const prefix = 'hf1.'
const bytesMax = 1_000_000

/** Writes a token: of one case always the same one. */
export function encodeToken({ adapter, law, mutant, case: of }: Token): string {
  // JSON leaves out what is undefined.
  const token = { adapter, law, mutant, case: canonical(of) }
  return prefix + deflateSync(JSON.stringify(token), { level: 9 }).toString('base64url')
}

/** A case in one order of its parts, without choices that change nothing: the list goes on with 0 where it ends. */
function canonical({ tier, actors, script, overlap, choices = [], plans, fault, skews, recovery, loss }: Case): object {
  const last = choices.findLastIndex((choice) => choice !== 0)
  const chosen = last < 0 ? undefined : choices.slice(0, last + 1)
  const first = fault && inOrder(fault)
  const second = recovery && inOrder(recovery)
  return { tier, actors, script, overlap, choices: chosen, plans, fault: first, skews, recovery: second, loss }
}

function inOrder({ actor, point, hit, action, error }: Fault): object {
  return { actor, point, hit, action, error }
}

/** Reads a token; throws a `HarnessError` TOKEN that says what is wrong with it. */
export function decodeToken(text: string): Token {
  const word = text.trim()
  if (!word.startsWith(prefix))
    throw new HarnessError(
      'TOKEN',
      `expected a token that starts with "${prefix}", got ${JSON.stringify(word.slice(0, 20))}`,
    )
  const parsed = parse(unpack(word))
  if (!parsed.success)
    throw new HarnessError('TOKEN', `the token was read, but is not a case: ${zod().prettifyError(parsed.error)}`)
  // Optional parts of a parsed token are absent, never undefined: JSON has no undefined.
  return parsed.data as Token
}

/** Checks the shape; data that is nested too deep to be checked is no case either. */
function parse(data: unknown): z.ZodSafeParseResult<unknown> {
  try {
    return tokenShape().safeParse(data)
  } catch (cause) {
    throw new HarnessError('TOKEN', 'the token was read, but is nested deeper than a case can be', { cause })
  }
}

function unpack(word: string): unknown {
  try {
    return JSON.parse(
      inflateSync(Buffer.from(word.slice(prefix.length), 'base64url'), { maxOutputLength: bytesMax }).toString(),
    )
  } catch (cause) {
    throw new HarnessError('TOKEN', 'the token is damaged or cut short: copy it again, whole', { cause })
  }
}
