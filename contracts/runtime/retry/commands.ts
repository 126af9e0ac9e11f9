/** Scripts of scenes: policies, failures and draws that are few, so that every way to end comes often. */
import * as fc from 'fast-check'
import type { Commands } from '../../contract.ts'
import { generator } from '../../generate.ts'
import type { Generator, History } from '../../lab.ts'
import type { Failing } from './failures.ts'
import { failingsOf } from './failures.ts'
import type { Dialect, RetryPolicyNumbers } from './part.ts'
import type { RetryScene, RetrySeen } from './scenes.ts'

/** What is drawn of a scene; the rest is left out of it. */
export interface Focus {
  readonly failures?: readonly Failing[]
  /** how often something may be tried again */
  readonly retries?: readonly number[]
  /** whether calls may be made twice */
  readonly idempotent?: boolean
  readonly cuts?: readonly ('abort' | 'deadline' | 'reconnect')[]
  readonly nested?: true
}

const policies = (retries: readonly number[]): fc.Arbitrary<RetryPolicyNumbers> =>
  fc
    .record({
      retries: fc.constantFrom(...retries),
      baseMs: fc.constantFrom(0.5, 1, 10, 100),
      times: fc.constantFrom(1, 2, 3, 10, 1_000),
    })
    .map(({ retries: most, baseMs, times }) => ({ retries: most, baseMs, capMs: baseMs * times }))

/** Chances from 0 to below 1, with both ends among them. */
const draws = fc.array(fc.constantFrom(0, 0.01, 0.25, 0.5, 0.75, 0.999_999), { minLength: 1, maxLength: 6 })

const momentsMs = fc.constantFrom(0, 1, 2, 3, 12, 50, 300)

const allCuts = ['abort', 'deadline', 'reconnect'] as const

/** A cut that comes in one scene of three, where it may come at all. */
function sometimes<Value, Otherwise>(
  may: boolean,
  value: fc.Arbitrary<Value>,
  otherwise: Otherwise,
): fc.Arbitrary<Value | Otherwise> {
  const none = fc.constant(otherwise)
  return may ? fc.oneof({ weight: 2, arbitrary: none }, { weight: 1, arbitrary: value }) : none
}

function scenes(focus: Focus, dialect: Dialect): fc.Arbitrary<RetryScene> {
  const { retries = [0, 1, 2, 3, 5], cuts = allCuts, idempotent } = focus
  const known = failingsOf(dialect).filter((failing) => focus.failures?.includes(failing) ?? true)
  const failing = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...known) },
    { weight: focus.failures ? 0 : 4, arbitrary: fc.constant('passing' as const) },
  )
  return fc
    .record({
      policy: policies(retries),
      idempotent: idempotent === undefined ? fc.boolean() : fc.constant(idempotent),
      unit: sometimes(known.includes('stale'), fc.constant('statement' as const), undefined),
      failures: fc.array(failing, { minLength: focus.failures ? 1 : 0, maxLength: 7 }),
      draws,
      abortMs: sometimes(cuts.includes('abort'), momentsMs, undefined),
      deadlineMs: sometimes(cuts.includes('deadline'), momentsMs, undefined),
      mends: sometimes(cuts.includes('reconnect'), fc.constant(false), true),
      nested: focus.nested
        ? fc.constant(true as const)
        : sometimes(focus.failures === undefined, fc.constant(true as const), undefined),
    })
    .map(({ unit, abortMs, deadlineMs, nested, ...rest }) => ({
      dialect,
      ...rest,
      ...(unit === undefined ? {} : { unit }),
      ...(abortMs === undefined ? {} : { abortMs }),
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
      ...(nested === undefined ? {} : { nested }),
    }))
}

/** Scripts of one to three scenes: a runtime keeps nothing from one to the next, and a long script shows no more. */
export function focused(focus: Focus): Generator<RetryScene> {
  const dialects = (['sqlite', 'fs', 'postgres'] as const).filter((dialect) =>
    (focus.failures ?? ['passing']).some((failing) => failingsOf(dialect).includes(failing)),
  )
  return generator(() => {
    const scene = fc.constantFrom(...dialects).chain((dialect) => scenes(focus, dialect))
    return fc.array(
      scene.map((does) => ({ actor: 0, does })),
      { minLength: 1, maxLength: 3 },
    )
  })
}

function isOfScene({ call, outcome }: History[number]): boolean {
  return call.method === 'plays' && outcome.status === 'ok'
}

/** The scenes that were played, each with what was seen of it. */
export function playedIn(history: History): readonly { readonly scene: RetryScene; readonly seen: RetrySeen }[] {
  return history.filter(isOfScene).map(({ call, outcome }) => ({
    // The scene is the one argument of such a call, and what was seen is its answer.
    scene: call.args[0] as unknown as RetryScene,
    seen: (outcome as { readonly value: unknown }).value as RetrySeen,
  }))
}

function marksOf({ scene, seen }: { readonly scene: RetryScene; readonly seen: RetrySeen }): readonly string[] {
  const calls = seen.moments.filter(([what]) => what === 'call').length
  const last = scene.failures[calls - 1]
  return [
    ...(calls > 1 && seen.ended === 'done' ? ['mended'] : []),
    ...(seen.ended === 'failed' && last === 'passing' ? ['used-up'] : []),
    ...(seen.ended === 'aborted' ? [calls === 0 ? 'aborted-before' : 'aborted-between'] : []),
    ...(seen.ended === 'reconnect' ? ['not-mended'] : []),
    ...(last === 'open' && !scene.idempotent ? ['open'] : []),
    ...(calls > 3 ? ['long'] : []),
    ...(scene.nested && calls > 1 ? ['nested'] : []),
  ]
}

/** Scenes with less in them, the least first. */
function simpler(scene: RetryScene): readonly RetryScene[] {
  const { failures, draws: drawn, policy, abortMs, deadlineMs, nested, unit, ...rest } = scene
  const bare = { ...rest, failures, draws: drawn, policy }
  const cuts = {
    ...(abortMs === undefined ? {} : { abortMs }),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    ...(unit === undefined ? {} : { unit }),
  }
  const without: RetryScene[] = []
  if (nested !== undefined) without.push({ ...bare, ...cuts })
  if (Object.keys(cuts).length > 0) without.push(nested === undefined ? bare : { ...bare, nested })
  if (!scene.mends) without.push({ ...scene, mends: true })
  for (let at = failures.length - 1; at >= 0; at -= 1) without.push({ ...scene, failures: failures.toSpliced(at, 1) })
  if (drawn.length > 1) without.push({ ...scene, draws: drawn.slice(0, 1) })
  if (policy !== 'bulk' && policy.retries > 0)
    without.push({ ...scene, policy: { ...policy, retries: policy.retries - 1 } })
  return without
}

export const retryCommands: Commands<RetryScene> = {
  scripts: focused({}),
  resolve: (scene) => ({ port: 'retry', method: 'plays', args: [scene] }),
  simpler,
  marks: (history) => [...new Set(playedIn(history).flatMap(marksOf))],
  observers: ['plays', 'reads'],
  probes: () => [],
}
