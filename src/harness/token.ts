/**
 * Replay tokens: a whole case and the names that it needs, in one word that survives a chat or a terminal. A token
 * carries data only: the adapter is found by name, and nothing is ever loaded or run from a token.
 */
import { deflateSync, inflateSync } from 'node:zlib'
import { z } from 'zod'
import type { Fault } from '../../contracts/index.ts'
import { HarnessError } from '../../contracts/errors.ts'
import type { Case } from './case.ts'

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

const index = z.int().min(0).max(64)
const step = z.union([
  z.strictObject({ turn: z.int() }),
  z.strictObject({ reopen: index }),
  z.strictObject({ actor: index, does: z.json() }),
])
const seed = z.int().min(0).max(0x7fffffff)
const plan = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('list'), choices: z.array(z.int().min(0)).max(10_000) }),
  z.strictObject({ kind: z.literal('random'), seed, pauses: z.boolean() }),
  z.strictObject({ kind: z.literal('pct'), seed, depth: z.int().min(1).max(8), length: z.int().min(0).max(100_000) }),
])
const faultShape = z.strictObject({
  actor: index,
  point: z.string(),
  hit: z.int().min(1),
  action: z.enum(['kill', 'drop', 'park', 'stop', 'throw', 'delay', 'restart', 'disconnect']),
  error: z.string().optional(),
})
const position = z.int().min(0).max(1_000_000)
const lossShape = z.strictObject({
  profile: z.enum(['posix', 'ext4']),
  cut: position,
  lost: z.array(position).max(10_000),
  torn: z
    .strictObject({
      operation: position,
      bytes: z.union([z.literal(512), z.literal(4096)]),
      sectors: z.array(position).max(10_000),
    })
    .optional(),
})
const caseShape = z.strictObject({
  tier: z.enum(['T0', 'T1', 'T2', 'T3', 'T4', 'T5']),
  actors: index,
  script: z.array(step).max(1_000),
  overlap: z.enum(['calls', 'driver', 'threads', 'processes']).optional(),
  choices: z.array(z.int().min(0)).max(10_000).optional(),
  plans: z.array(plan).min(1).max(64).optional(),
  fault: faultShape.optional(),
  skews: z.array(z.int()).max(64).optional(),
  recovery: faultShape.optional(),
  loss: lossShape.optional(),
})
const tokenShape = z.strictObject({
  adapter: z.string(),
  law: z.string(),
  mutant: z.string().optional(),
  case: caseShape,
})

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
    throw new HarnessError('TOKEN', `the token was read, but is not a case: ${z.prettifyError(parsed.error)}`)
  // Optional parts of a parsed token are absent, never undefined: JSON has no undefined.
  return parsed.data as Token
}

/** Checks the shape; data that is nested too deep to be checked is no case either. */
function parse(data: unknown): ReturnType<typeof tokenShape.safeParse> {
  try {
    return tokenShape.safeParse(data)
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
