/** Jobs in a queue, and rows and schemas as such. */
import type { Group } from './entry.ts'

export const jobs: Group = {
  title: 'Jobs',
  entries: [
    {
      id: 'durability:L1',
      says: 'concurrent claims never get the same job, go by priority and then by age, and get nothing where no name is given',
    },
    {
      id: 'durability:L2',
      says: 'what a worker does to its job takes effect only where the job is active and the token fits',
    },
    {
      id: 'durability:L3',
      says: 'a lease that ran out and was not taken over still serves: what counts is the token, and not the clock',
    },
    {
      id: 'durability:L4',
      says: 'a job whose lease lapsed by more than the grace goes back without using an attempt, and is dead after the set number of stalls',
    },
    {
      id: 'durability:L5',
      says: 'a job that ran too long is dead where its lease lives and stalled where it lapsed, and never both',
    },
    { id: 'durability:L6', says: 'the clock of a job starts anew whenever it goes back to the queue' },
    {
      id: 'durability:L7',
      says: 'however a job ends for good its parent learns of it in the same transaction, and a sweep heals parents that were stranded',
    },
    { id: 'durability:L8', says: 'two children that finish together unblock their parent exactly once' },
    {
      id: 'durability:L9',
      says: 'a job that is turned away for want of capacity is delayed and uses up no attempt',
    },
    { id: 'durability:L10', says: 'a retry by hand sets attempts, stalls and clocks back to the start' },
    {
      id: 'durability:L11',
      says: 'concurrent submissions with one idempotency key make one job, and all of them get it',
    },
    {
      id: 'durability:L12',
      says: 'a lease has a shortest and a longest length, and one outside of these gets in nowhere',
    },
    {
      id: 'durability:L13',
      says: 'a semaphore never admits more than it has slots, counting and taking in one step, and a crash frees its slot by expiry',
    },
  ],
}

export const rows: Group = {
  title: 'Rows and schemas',
  entries: [
    { id: 'durability:S1', says: 'what was acknowledged as written is found by a read' },
    { id: 'durability:S2', says: 'an update of a parent leaves its children where they are' },
    {
      id: 'durability:S3',
      says: 'a state changes by compare-and-set along stated transitions only, so that a late start does not undo an end',
    },
    {
      id: 'durability:S4',
      says: 'falsy values come back as they were: zero, empty text, the empty list, the first instant of time',
    },
    {
      id: 'durability:S5',
      says: 'the latest of several records is always the same one, though they carry equal times',
    },
    {
      id: 'durability:S6',
      says: 'the records of a task keep limit, order and isolation, and deleting them twice is harmless',
    },
    {
      id: 'durability:S7',
      says: 'each migration runs once, whole or not at all, though two processes start at the same moment',
      tested: [
        { file: 'test/harness/migrations.test.ts', name: 'is open to both, with one schema (seed %d)' },
        { file: 'test/unit/adapters/sqlite/schema.test.ts', name: 'is left as it was where a step fails' },
        {
          file: 'test/unit/adapters/sqlite/schema.test.ts',
          name: 'shows a start that goes by the version which it read before it could write',
        },
        { file: 'test/harness/migrations.test.ts', name: 'is upgraded once (seed %d)' },
        { file: 'test/harness/postgres.test.ts', name: 'that many bring up at once is there once' },
        { file: 'test/harness/upgrades-postgres.test.ts', name: 'that six programs bring up at once is upgraded once' },
        {
          file: 'test/harness/upgrade-kills.test.ts',
          name: 'that is killed at any of its statements is finished by the next start',
        },
      ],
    },
    {
      id: 'durability:S8',
      says: 'a new table or column does not break a program of the version before that still runs',
      tested: [
        {
          file: 'test/upgrades/promises.ts',
          name: 'a program of version 0 goes on beside the new one, and neither takes anything from the other',
        },
      ],
    },
    {
      id: 'durability:S9',
      says: 'the check for cycles among dependencies refuses every one and leaves the graph as it was',
    },
    {
      id: 'durability:S10',
      says: 'every port that is needed is there from the start, and each of its errors is typed and says what was asked',
      rest: ['runs'],
    },
    {
      id: 'durability:S11',
      says: 'a fresh schema is the same as one that was migrated step by step',
      tested: [
        {
          file: 'test/upgrades/promises.ts',
          name: 'a place that was upgraded and one that is new have the same schema',
        },
      ],
    },
  ],
}
