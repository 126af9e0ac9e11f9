/** The laws of checkpoints that show on a place as such: its methods, arguments, sessions, and a store that fails. */
import type { AnyPort } from '../../port.ts'
import type { Law } from '../../law.ts'
import type { BenchSession, Lab, Surprise } from '../../lab.ts'
import type { Value } from '../../values.ts'
import { isNo } from '../../claims.ts'
import { StoreError } from '../../errors.ts'
import type { Due } from '../../examples.ts'
import { allDue, refusesEach, refusesOnceClosed, statusOf } from '../../examples.ts'
import { onOneSession, onTwoPlaces } from '../../lab.ts'
import { showAtLength } from '../../show.ts'
import { keyNamed } from './keys.ts'

const since = '0.1.0'
const needs = { ports: ['checkpoints'] }
const key: Value = keyNamed('a')
const pinned = { pin: 'p' }

/** Begins a run on the key `a`; what it gives is the epoch, or what came in its place. */
async function beginRun(session: BenchSession): Promise<number | Surprise> {
  const begun = await session.call('begin', key, pinned)
  const epoch = begun.status === 'ok' ? (begun.value as { epoch?: unknown } | null)?.epoch : undefined
  return typeof epoch === 'number' ? epoch : { expected: 'begin answers with an epoch', observed: statusOf(begun) }
}

/** An example on one session that has begun a run on the key `a`. */
function onOneRun(
  lab: Lab,
  program: (session: BenchSession, epoch: number) => Promise<Surprise | undefined>,
): Promise<void> {
  return onOneSession(lab, async (session) => {
    const epoch = await beginRun(session)
    return typeof epoch === 'number' ? program(session, epoch) : epoch
  })
}

const atFirst = { suite: 'basics', level: 'must', from: 'T0', to: 'T0', needs, since } as const

/** A purge has no status: it answers how many runs it ended. */
const purgeOfNone: Due = ['{"runs":0}', 'purge', { idleMs: 0 }]

const servesEveryMethod: Law = {
  ...atFirst,
  id: 'checkpoints/serves-every-method',
  says: 'a session serves every method of the port that its adapter claims',
  gate: true,
  source: ['durability:S10'],
  mutants: ['checkpoints~no-replace'],
  check: (lab) =>
    onOneRun(lab, async (session, epoch) =>
      allDue(session, [
        ['appended', 'append', key, epoch, ['x']],
        ['recorded', 'fail', key, epoch, ['y']],
        ['replaced', 'replace', key, epoch, ['z']],
        ['running', 'inspect', key],
        ['finished', 'finish', key, epoch],
        ['none', 'inspect', key],
        ...(isNo(lab.claims.ports.checkpoints?.ages) ? [] : [purgeOfNone]),
      ]),
    ),
}

const freshPlaceIsEmpty: Law = {
  ...atFirst,
  id: 'checkpoints/fresh-place-is-empty',
  says: 'in a place that was just created nothing is known of any key',
  gate: true,
  source: ['durability:W9'],
  mutants: ['checkpoints~seeded'],
  check: (lab) =>
    onOneSession(lab, async (session) => {
      const outcome = await session.call('inspect', key)
      const found = outcome.status === 'ok' ? (outcome.value as { [name: string]: unknown } | null) : undefined
      const empty =
        found?.['status'] === 'none' && found['anchor'] === null && (found['failing'] as unknown[] | null)?.length === 0
      return empty ? undefined : { expected: 'none, with no anchor and no streak', observed: showAtLength(outcome) }
    }),
}

const placesAreApart: Law = {
  ...atFirst,
  id: 'checkpoints/places-are-apart',
  says: 'a run that was begun in one place is unknown in every other',
  gate: true,
  source: ['durability:W9'],
  mutants: ['checkpoints~one-place'],
  check: (lab) =>
    onTwoPlaces(lab, async (one, other) => {
      const epoch = await beginRun(one)
      return typeof epoch === 'number' ? allDue(other, [['none', 'inspect', key]]) : epoch
    }),
}

const closedSessionRefuses: Law = {
  ...atFirst,
  id: 'checkpoints/closed-session-refuses',
  says: 'a call on a closed session rejects with CLOSED and changes nothing, and closing twice is harmless',
  source: ['durability:G12'],
  mutants: ['checkpoints~serves-after-close'],
  check: (lab) =>
    onOneSession(lab, async (session, place) => {
      const surprise = await refusesOnceClosed(session, [
        ['begin', key, pinned],
        ['append', key, 1, ['x']],
        ['fail', key, 1, ['x']],
        ['replace', key, 1, ['x']],
        ['finish', key, 1],
        ['inspect', key],
      ])
      return surprise ?? allDue(await place.open(), [['none', 'inspect', key]])
    }),
}

/** Calls with an argument that no method takes. */
function badCalls(epoch: number): readonly (readonly [string, ...Value[]])[] {
  return [
    ['append', key, epoch, 'x'],
    ['append', key, epoch, { 0: 'x', length: 1 }],
    ['append', key, epoch, null],
    ['append', key, epoch, ['x', 1]],
    ['append', key, epoch, ['x'.repeat(65_537)]],
    ['append', key, epoch, Array.from({ length: 10_001 }, () => 'x')],
    ['append', key, epoch, Array.from({ length: 257 }, () => 'x'.repeat(65_536))],
    ['fail', key, epoch, 'x'],
    ['replace', key, epoch, 'x'],
    ['replace', key, epoch, 7],
    ['append', key, 0, ['x']],
    ['append', key, 1.5, ['x']],
    ['begin', key, { pin: '' }],
    ['begin', key, { pin: 'p'.repeat(513) }],
    ['begin', key, { pin: 'p', discard: '' }],
    ['begin', { operation: '', parameters: 0 }, pinned],
    ['finish', key, epoch, { anchor: { from: '', to: 'q' } }],
    ['finish', key, epoch, { anchor: { from: null, to: '' } }],
  ]
}

const refusesBadArguments: Law = {
  ...atFirst,
  id: 'checkpoints/refuses-bad-arguments',
  says: 'an argument out of its range, such as an item in the place of a list, is refused before any effect',
  source: ['durability:D7'],
  mutants: ['checkpoints~takes-scalar'],
  check: (lab) =>
    onOneRun(lab, async (session, epoch) => {
      const surprise = await refusesEach(session, badCalls(epoch))
      if (surprise) return surprise
      const after = await session.call('inspect', key)
      const done = after.status === 'ok' ? (after.value as { done?: readonly unknown[] } | null)?.done : undefined
      return done?.length === 0 ? undefined : { expected: 'a run with an empty set', observed: showAtLength(after) }
    }),
}

/** A wrapper beneath the shell under which this method fails as a broken disk does. */
function broken(method: string): (inner: AnyPort) => AnyPort {
  return (inner) => ({
    ...inner,
    [method]: async () => {
      throw new StoreError('IO', 'the disk does not answer')
    },
  })
}

/** What a session on a store that fails in this method answers, beside a run that another session began. */
function onBrokenStore(lab: Lab, method: string, ...rest: readonly Value[]): Promise<void> {
  return lab.example(1, async ([place]) => {
    const sound = await place?.open()
    if (!place || !sound) return { expected: 'a session', observed: 'none' }
    const epoch = await beginRun(sound)
    if (typeof epoch !== 'number') return epoch
    await sound.close()
    const failing = await place.open(broken(method))
    const args = method === 'finish' ? [key, epoch] : [key, ...rest]
    const surprise = await allDue(failing, [['StoreError IO', method, ...args]])
    await failing.close()
    return surprise ?? allDue(await place.open(), [['running', 'inspect', key]])
  })
}

const failureIsTold: Law = {
  ...atFirst,
  id: 'checkpoints/failed-finish-is-told',
  says: 'a finish that the store could not do is reported, and the run is still there',
  suite: 'faults',
  source: ['durability:D12', 'durability:T3'],
  mutants: ['checkpoints~finish-swallowed'],
  check: (lab) => onBrokenStore(lab, 'finish'),
}

const errorIsNotAbsence: Law = {
  ...atFirst,
  id: 'checkpoints/error-is-not-absence',
  says: 'a read that the store could not do is an error, and never taken for a key of which nothing is known',
  suite: 'faults',
  source: ['durability:A14', 'durability:T9'],
  mutants: ['checkpoints~inspect-error-is-none'],
  check: (lab) => onBrokenStore(lab, 'inspect'),
}

const failedBeginIsTold: Law = {
  ...atFirst,
  id: 'checkpoints/failed-begin-is-told',
  says: 'a begin that could not read the run is an error, and never a new run with an empty set',
  suite: 'faults',
  source: ['durability:A14', 'durability:T2'],
  mutants: ['checkpoints~begin-error-is-fresh'],
  check: (lab) => onBrokenStore(lab, 'begin', pinned),
}

const noItemsNoWrite: Law = {
  ...atFirst,
  id: 'checkpoints/no-items-no-write',
  says: 'adding no items begins no run, and leaves the one that is there as it was, its time of touch included',
  source: ['durability:D3'],
  mutants: ['checkpoints~empty-append-begins', 'checkpoints~empty-append-touches'],
  check: (lab) =>
    onOneSession(lab, async (session, place) => {
      const none = await allDue(session, [
        ['superseded', 'append', key, 1, []],
        ['none', 'inspect', key],
      ])
      const epoch = none ?? (await beginRun(session))
      if (typeof epoch !== 'number') return epoch
      const before = JSON.stringify(await session.call('inspect', key))
      await place.turn(50)
      const surprise = await allDue(session, [['appended', 'append', key, epoch, []]])
      const observed = JSON.stringify(await session.call('inspect', key))
      return surprise ?? (observed === before ? undefined : { expected: before, observed })
    }),
}

/** Gates first. */
export const placeLaws: readonly Law[] = [
  servesEveryMethod,
  freshPlaceIsEmpty,
  placesAreApart,
  closedSessionRefuses,
  refusesBadArguments,
  failureIsTold,
  errorIsNotAbsence,
  failedBeginIsTold,
  noItemsNoWrite,
]
