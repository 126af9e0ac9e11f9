/** What the harness promises of itself. */
import type { Group } from './entry.ts'

export const harness: Group = {
  title: 'The harness itself',
  entries: [
    {
      id: 'durability:W1',
      says: 'each law comes with a bad backend that it must refuse, and one that survives fails the build',
      tested: [
        { file: 'test/unit/contracts/contract.test.ts', name: 'without a mutant is not a law' },
        { file: 'test/harness/mutants.test.ts', name: 'lets its mutant survive where no other law refuses it' },
        { file: 'test/harness/cli.test.ts', name: 'exits 1 where one is not as it should be' },
      ],
    },
    {
      id: 'durability:W2',
      says: 'each guard of the repository is shown to fail on a sample that is bad on purpose',
      tested: [{ file: 'test/tidy.test.ts', name: 'each has a sample that it refuses' }],
    },
    {
      id: 'durability:W3',
      says: 'what a test wants to see it brings about by calls of a port, never by rows that were put there',
      tested: [
        {
          file: 'test/harness/marks.test.ts',
          name: 'a state that no call reached leaves its law unproven, and the other laws as they are',
        },
      ],
    },
    {
      id: 'durability:W4',
      says: 'the same laws are tried on every adapter, and what was not tried is listed and never passes in silence',
      tested: [
        { file: 'test/unit/harness/plan.test.ts', name: 'lists every law once, in order' },
        { file: 'test/unit/harness/plan.test.ts', name: 'leaves no law out: what is not selected is listed as unrun' },
        { file: 'test/unit/report/text.test.ts', name: 'lists a law of every verdict, none left out' },
      ],
    },
    {
      id: 'durability:W5',
      says: 'time, chance and faults are given to what is under test, and no test sleeps for a fixed time',
      tested: [
        { file: 'test/unit/harness/clock.test.ts', name: 'is moved by turns only, forwards and back' },
        { file: 'test/tidy/guards.ts', name: 'tests do not sleep' },
        { file: 'test/tidy/guards.ts', name: 'chance is seeded' },
      ],
    },
    {
      id: 'durability:W6',
      says: 'a fact has one home, and what the documentation says of it is compared with that home',
      tested: [
        { file: 'test/package/docs.test.ts', name: 'says of ${code} what errors.ts says' },
        { file: 'test/package/docs.test.ts', name: 'says what each answer to ${claim} unlocks' },
        { file: 'test/unit/docs/catalogue.test.ts', name: 'is what laws and catalogue give' },
      ],
    },
    {
      id: 'durability:W7',
      says: 'what tests share exists once, and each test file belongs to one kind of run',
      tested: [{ file: 'test/tidy.test.ts', name: 'every test file belongs to one kind of run' }],
    },
    {
      id: 'durability:W8',
      says: 'tests look for what must not be there as well: places, folders and processes that are left behind',
      tested: [
        { file: 'test/harness/planted.test.ts', name: 'leaves no place behind' },
        {
          file: 'test/harness/kills.test.ts',
          name: 'leaves none behind when it is closed, neither used, nor idle, nor forked ahead',
        },
      ],
    },
    { id: 'durability:W9', says: 'a run can be split into shares, and each case has a store of its own' },
    {
      id: 'durability:W10',
      says: 'contracts have a place of their own and know nothing of any adapter',
      tested: [{ file: 'test/tidy/guards.ts', name: 'arrows run one way' }],
    },
  ],
}
