/** The laws of logs that show on a place as such: its methods, arguments and sessions, and what came to harm. */
import { isNo } from '../../claims.ts'
import { allDue, due, refusesEach, refusesOnceClosed, statusOf } from '../../examples.ts'
import type { Bench, Surprise } from '../../lab.ts'
import { onOneSession, onTwoPlaces } from '../../lab.ts'
import type { Law } from '../../law.ts'
import type { AnyPort } from '../../port.ts'
import type { JsonObject } from '../../values.ts'
import { beside, log } from './logs.ts'
import type { There } from './wrap.ts'

const since = '0.1.0'
const needs = { ports: ['logs'] }
const gate = { suite: 'basics', level: 'must', from: 'T0', to: 'T0', needs, since } as const

const entry = { ...log, seq: 1, parts: [{ stream: 'out', latin1: 'a\n' }] }

const servesEveryMethod: Law = {
  id: 'logs/serves-every-method',
  says: 'a session serves every method of the port that its adapter claims',
  ...gate,
  gate: true,
  source: ['durability:S10'],
  mutants: ['logs~no-seal'],
  check: (lab) =>
    onOneSession(lab, async (session) => {
      const surprise = await allDue(session, [
        ['appended', 'append', entry],
        ['there', 'tail', log],
        ['sealed', 'seal', log],
        ['dropped', 'drop', log],
      ])
      if (surprise || isNo(lab.claims.ports.logs?.ages)) return surprise
      const pruned = await session.call('prune', { olderThanMs: 1 })
      return pruned.status === 'ok' ? undefined : { expected: 'an answer to prune', observed: statusOf(pruned) }
    }),
}

const freshPlaceIsEmpty: Law = {
  id: 'logs/fresh-place-is-empty',
  says: 'a place that was just created holds no log',
  ...gate,
  gate: true,
  source: ['durability:W9'],
  mutants: ['logs~seeded'],
  check: (lab) => onOneSession(lab, (session) => due(session, 'absent', 'tail', log)),
}

const placesAreApart: Law = {
  id: 'logs/places-are-apart',
  says: 'an entry that is appended in one place is in no other',
  ...gate,
  gate: true,
  source: ['durability:W9'],
  mutants: ['logs~one-place'],
  check: (lab) =>
    onTwoPlaces(
      lab,
      async (one, other) =>
        (await due(one, 'appended', 'append', entry)) ??
        (await due(other, 'absent', 'tail', log)) ??
        (await due(other, 'absent', 'drop', log)) ??
        due(one, 'there', 'tail', log),
    ),
}

const closedSessionRefuses: Law = {
  id: 'logs/closed-session-refuses',
  says: 'a call on a closed session rejects with CLOSED and changes nothing, and closing twice is harmless',
  ...gate,
  source: ['durability:G12'],
  mutants: ['logs~absent-after-close'],
  check: (lab) =>
    onOneSession(lab, async (session, place) => {
      const surprise = await refusesOnceClosed(session, [
        ['append', entry],
        ['tail', log],
        ['seal', log],
        ['drop', log],
        ['prune', { olderThanMs: 0 }],
      ])
      return surprise ?? allDue(await place.open(), [['absent', 'tail', log]])
    }),
}

const badLogs: readonly JsonObject[] = [
  { ...log, scope: { tenant: '' } },
  { ...log, scope: { tenant: 't', run: '' } },
  { ...log, scope: { tenant: 't', runs: 'r' } },
  { ...log, scope: null },
  { ...log, log: '' },
  { ...log, log: 'n'.repeat(513) },
  { ...log, log: '\ud800' },
  { ...log, log: 1 },
]

const badArguments: readonly (readonly [string, JsonObject])[] = [
  ...badLogs.flatMap((one) =>
    (['append', 'tail', 'seal', 'drop'] as const).map(
      (method) => [method, method === 'append' ? { ...entry, ...one } : one] as const,
    ),
  ),
  ['append', { ...entry, seq: 0 }],
  ['append', { ...entry, seq: 1.5 }],
  ['append', { ...entry, parts: [{ stream: 'in', latin1: 'a' }] }],
  ['append', { ...entry, parts: [{ stream: 'out', latin1: 'a'.repeat(16_777_217) }] }],
  ['append', { ...entry, limitBytes: 1_023 }],
  ['append', { ...entry, limitBytes: 1_073_741_825 }],
  ['tail', { ...log, lines: 0 }],
  ['tail', { ...log, lines: 1_000_001 }],
  ['tail', { ...log, bytes: 0 }],
  ['tail', { ...log, lines: 1, bytes: 1 }],
  ['prune', { olderThanMs: -1 }],
  ['prune', { olderThanMs: 3_153_600_000_001 }],
]

const refusesBadArguments: Law = {
  id: 'logs/refuses-bad-arguments',
  says: 'an argument out of its range is refused with INVALID_ARGUMENT before any effect',
  ...gate,
  source: ['logs/port.ts: Logs', 'durability:Q14'],
  mutants: ['logs~mends-names', 'logs~no-lines-is-all'],
  check: (lab) =>
    onOneSession(
      lab,
      async (session) => (await refusesEach(session, badArguments)) ?? due(session, 'absent', 'tail', log),
    ),
}

/** How a tail of two parts comes to harm on its way out of the store. */
const harms: readonly (readonly [string, (tail: There) => unknown])[] = [
  ['a part that was cut off', ({ parts: [one, ...rest], ...tail }) => ({ ...tail, parts: [cut(one), ...rest] })],
  ['a part that is missing', ({ parts, ...tail }) => ({ ...tail, parts: parts.slice(1) })],
  ['a part that is there twice', ({ parts, ...tail }) => ({ ...tail, parts: [...parts, ...parts.slice(1)] })],
  ['a part of no stream', ({ parts, ...tail }) => ({ ...tail, parts: parts.map(({ bytes }) => ({ bytes })) })],
  ['bytes that are none', ({ parts, ...tail }) => ({ ...tail, parts: parts.map((part) => ({ ...part, bytes: 'a' })) })],
  ['a size that is no number', (tail) => ({ ...tail, size: '4' })],
  ['a number that is below zero', (tail) => ({ ...tail, dropped: -1 })],
]

function cut(part: There['parts'][number] | undefined): object {
  return { ...part, bytes: part?.bytes.subarray(1) }
}

/** A session whose store gives the tails of one log back damaged. */
function damaging(harm: (tail: There) => unknown): (inner: AnyPort) => AnyPort {
  return (inner) => ({
    ...inner,
    async tail(...args) {
      const tail = (await inner['tail']?.(...args)) as There
      return tail.status === 'there' && args[1] === log.log ? harm(tail) : tail
    },
  })
}

async function reads(place: Bench, harm: (tail: There) => unknown): Promise<Surprise | undefined> {
  const parts = [...entry.parts, { stream: 'err', latin1: 'b\n' }]
  return allDue(await place.open(damaging(harm)), [
    ['appended', 'append', { ...entry, parts }],
    ['appended', 'append', { ...entry, ...beside }],
    ['StoreError CORRUPT', 'tail', log],
    ['StoreError CORRUPT', 'tail', log],
    ['there', 'tail', beside],
    ['appended', 'append', { ...entry, seq: 2 }],
    ['dropped', 'drop', log],
  ])
}

const corruptIsNoAbsence: Law = {
  ...gate,
  suite: 'faults',
  id: 'logs/corrupt-is-no-absence',
  says: 'a log that came to harm rejects with CORRUPT: it is neither absent nor shorter, and hides no other',
  source: ['durability:A14', 'durability:Q15'],
  mutants: ['logs~corrupt-is-absent', 'logs~corrupt-is-empty', 'logs~corrupt-is-uncoded'],
  check: (lab) =>
    lab.example(harms.length, async (places) => {
      for (const [index, [what, harm]] of harms.entries()) {
        const place = places[index]
        const surprise = place && (await reads(place, harm))
        if (surprise) return { ...surprise, expected: `${surprise.expected}, for ${what}` }
      }
      return undefined
    }),
}

/** Gates first. */
export const placeLaws: readonly Law[] = [
  servesEveryMethod,
  freshPlaceIsEmpty,
  placesAreApart,
  closedSessionRefuses,
  refusesBadArguments,
  corruptIsNoAbsence,
]
