// The laws that are written by hand. The derived ones come from the model and the commands.
import { repeated } from './counters.commands.mjs'

/** @type {(outcome: import('holdfast').Outcome | undefined) => string} */
function told(outcome) {
  if (outcome?.status === 'ok') return JSON.stringify(outcome.value)
  return outcome?.status === 'fail' ? String(outcome.error.code) : 'no answer'
}

/** @type {import('holdfast').Law} */
const startsAtZero = {
  id: 'counters/starts-at-zero',
  says: 'every counter of a place that was just created is 0',
  suite: 'basics',
  level: 'must',
  from: 'T0',
  to: 'T0',
  needs: { ports: ['counters'] },
  gate: true,
  source: ['tally:1'],
  mutants: ['counters~seeded'],
  since: '1.0.0',
  check: (lab) =>
    lab.example(1, async ([place]) => {
      const session = await place?.open()
      const observed = told(await session?.call('read', 'a'))
      return observed === '{"total":0}' ? undefined : { expected: '{"total":0}', observed }
    }),
}

/** @type {import('holdfast').Law} */
const countsOnce = {
  id: 'counters/counts-once',
  says: 'a request that is made again adds nothing, in this session or in another',
  suite: 'crash-resume',
  level: 'must',
  from: 'T1',
  needs: { ports: ['counters'], claims: { counters: ['once'] } },
  source: ['tally:2'],
  mutants: ['counters~forgets-requests'],
  marks: ['repeated'],
  since: '1.0.0',
  check: (lab) => lab.hunt({ scripts: repeated }),
  refusal: (lab) =>
    lab.example(1, async ([place]) => {
      const session = await place?.open()
      const observed = [await session?.call('add', 'a', 1, { once: 'r1' }), await session?.call('read', 'a')].map(told)
      const expected = ['UNSUPPORTED', '{"total":0}']
      return observed.join() === expected.join()
        ? undefined
        : { expected: expected.join(', then '), observed: observed.join(', then ') }
    }),
}

export const countersLaws = [startsAtZero, countsOnce]
