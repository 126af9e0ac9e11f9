/** What a token may hold: bounds that no case of ours comes near, for a token may come from anywhere. */
import type { z } from 'zod'
import type { Zod } from './shapes.ts'
import { shaped } from './shapes.ts'

/** The position of an actor. */
function index(z: Zod): z.ZodInt {
  return z.int().min(0).max(64)
}

function stepShape(z: Zod): z.ZodType {
  return z.union([
    z.strictObject({ turn: z.int() }),
    z.strictObject({ reopen: index(z) }),
    z.strictObject({ actor: index(z), does: z.json() }),
  ])
}

function planShape(z: Zod): z.ZodType {
  const seed = z.int().min(0).max(0x7fffffff)
  const length = z.int().min(0).max(100_000)
  return z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('list'), choices: z.array(z.int().min(0)).max(10_000) }),
    z.strictObject({ kind: z.literal('random'), seed, pauses: z.boolean() }),
    z.strictObject({ kind: z.literal('pct'), seed, depth: z.int().min(1).max(8), length }),
  ])
}

function faultShape(z: Zod): z.ZodType {
  return z.strictObject({
    actor: index(z),
    point: z.string(),
    hit: z.int().min(1),
    action: z.enum(['kill', 'drop', 'park', 'stop', 'throw', 'delay', 'restart', 'disconnect']),
    error: z.string().optional(),
  })
}

function lossShape(z: Zod): z.ZodType {
  const position = z.int().min(0).max(1_000_000)
  const positions = z.array(position).max(10_000)
  const bytes = z.union([z.literal(512), z.literal(4096)])
  return z.strictObject({
    profile: z.enum(['posix', 'ext4']),
    cut: position,
    lost: positions,
    torn: z.strictObject({ operation: position, bytes, sectors: positions }).optional(),
  })
}

function caseShape(z: Zod): z.ZodType {
  return z.strictObject({
    tier: z.enum(['T0', 'T1', 'T2', 'T3', 'T4', 'T5']),
    actors: index(z),
    script: z.array(stepShape(z)).max(1_000),
    overlap: z.enum(['calls', 'driver', 'threads', 'processes']).optional(),
    choices: z.array(z.int().min(0)).max(10_000).optional(),
    plans: z.array(planShape(z)).min(1).max(64).optional(),
    fault: faultShape(z).optional(),
    skews: z.array(z.int()).max(64).optional(),
    recovery: faultShape(z).optional(),
    loss: lossShape(z).optional(),
  })
}

/** The shape of a token. */
export const tokenShape: () => z.ZodType = shaped((z) =>
  z.strictObject({ adapter: z.string(), law: z.string(), mutant: z.string().optional(), case: caseShape(z) }),
)
