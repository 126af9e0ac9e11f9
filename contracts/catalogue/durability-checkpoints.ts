/** Progress that is kept, and when it is written down. */
import type { Group } from './entry.ts'

export const checkpointStore: Group = {
  title: 'Checkpoints',
  entries: [
    {
      id: 'durability:D1',
      says: 'an append writes one record for each new key, and none for keys that are stored already',
    },
    {
      id: 'durability:D2',
      says: 'an append writes in proportion to what is new, and not to what was stored before',
    },
    { id: 'durability:D3', says: 'an append of nothing succeeds and leaves no trace' },
    {
      id: 'durability:D4',
      says: 'an append marks its run as touched in the very step that adds the items, so that neither is there without the other',
    },
    {
      id: 'durability:D5',
      says: 'what a run has done is all that was put in place and all that was added since, each item once and in no order',
      tested: [
        {
          file: 'test/upgrades/list-promises.ts',
          name: 'what a list of version 0 has and what was appended since are one set, whichever program wrote last',
        },
      ],
    },
    {
      id: 'durability:D6',
      says: 'a damaged record of the old form is passed over and reported, and everything sound still loads',
      tested: [
        {
          file: 'test/upgrades/list-promises.ts',
          name: 'what is no list is passed over with a warning and a note, and everything sound still loads',
        },
        {
          file: 'test/upgrades/promises.ts',
          name: 'a lock or an output of other types than its columns should have is passed over, and keeps no other',
        },
        {
          file: 'test/harness/upgrades-fs.test.ts',
          name: 'that holds %s is passed over with a warning, and everything sound still loads',
        },
      ],
    },
    {
      id: 'durability:D7',
      says: 'what is no list is refused where a list would be written',
      tested: [
        {
          file: 'test/upgrades/list-promises.ts',
          name: 'what is no list is refused where it is written, and what lay there stays',
        },
      ],
    },
    {
      id: 'durability:D8',
      says: 'a list that was put in place reads back unchanged whichever the backend, embedded or not',
      tested: [
        {
          file: 'test/upgrades/list-promises.ts',
          name: 'what a replace put in place is the same list to programs of both versions',
        },
      ],
    },
    {
      id: 'durability:D9',
      says: 'after a replace exactly the given keys load, whatever was appended before',
    },
    { id: 'durability:D10', says: 'a replace by fewer keys removes those that it does not name' },
    {
      id: 'durability:D11',
      says: 'a clear leaves nothing to load and no record behind, and a clear of what is not there changes nothing',
    },
    { id: 'durability:D12', says: 'a clear that failed says so, and is never taken for done' },
    {
      id: 'durability:D13',
      says: 'a purge removes and counts runs that were idle for too long, with their records, and spares one that was just active however old',
    },
    {
      id: 'durability:D14',
      says: 'progress is kept apart by operation and by every parameter that matters, in whatever order these are given',
      rest: ['runs'],
    },
    {
      id: 'durability:D15',
      says: 'the key of a checkpoint leaves out what changes while work waits, like the current head or the time',
      open: 'runs',
    },
    {
      id: 'durability:D16',
      says: 'two sets of parameters whose fingerprints collide are told apart and never share progress',
    },
    {
      id: 'durability:D17',
      says: 'progress is the set of finished items and no position, so that no order of completion makes a resume skip one',
    },
    { id: 'durability:D18', says: 'an item is recorded as done only after its effect is durable', open: 'runs' },
    {
      id: 'durability:D19',
      says: 'a failed item is not recorded as done, and the next run tries the failed ones only',
      rest: ['runs'],
    },
    {
      id: 'durability:D20',
      says: 'an append in chunks that fails part-way reports failure, and sending all of it again does no harm',
    },
    {
      id: 'durability:D21',
      says: 'concurrent appends by any number of workers or processes lose no key',
    },
    {
      id: 'durability:D22',
      says: 'an append is refused and leaves nothing behind where its run was superseded or cleared',
    },
    {
      id: 'durability:D23',
      says: 'every key comes back as it was, empty, huge or of odd characters, and none is taken for a sign of ours',
    },
    {
      id: 'durability:D24',
      says: 'a checkpoint file is the old or the new one after a kill at any byte, and a damaged one is reported and counts as none',
      tested: [
        {
          file: 'test/harness/fs-kills.test.ts',
          name: 'that is killed at any of its points happened whole or not at all',
        },
        {
          file: 'test/unit/adapters/fs/register-failures.test.ts',
          name: 'is CORRUPT where its state is gone, cut short, longer or altered, and absent never',
        },
      ],
    },
    {
      id: 'durability:D25',
      says: 'a checkpoint file that another root, another schema or another producer made is not used',
      tested: [{ file: 'test/unit/adapters/fs/index.test.ts', name: 'is refused with SCHEMA where it says %s' }],
    },
  ],
}

export const flushes: Group = {
  title: 'When progress is flushed',
  entries: [
    {
      id: 'durability:E1',
      says: 'the first item that a run completes is flushed at once, in a resumed run too',
      open: 'runs',
    },
    { id: 'durability:E2', says: 'a flush begins as soon as the set number of items is pending', open: 'runs' },
    {
      id: 'durability:E3',
      says: 'no completed item waits for a flush longer than the set time, though nothing else completes',
      open: 'runs',
    },
    {
      id: 'durability:E4',
      says: 'a flush that falls due while another is in flight follows right after it',
      open: 'runs',
    },
    {
      id: 'durability:E5',
      says: 'items that come in during a flush go into the next, those of a failed one come back, and none is lost or counted twice',
      open: 'runs',
    },
    { id: 'durability:E6', says: 'the flushes of a run never overlap', open: 'runs' },
    {
      id: 'durability:E7',
      says: 'the count of banked items never falls, and never exceeds what the store acknowledged',
      open: 'runs',
    },
    {
      id: 'durability:E8',
      says: 'the set number of failed flushes in a row makes a run dead, and one success starts the count anew',
      open: 'runs',
    },
    { id: 'durability:E9', says: 'a dead run takes in no further item, whatever the shape of its loop', open: 'runs' },
    {
      id: 'durability:E10',
      says: 'being dead is a state and no exception, so that no handler of a single item can swallow it',
      open: 'runs',
    },
    {
      id: 'durability:E11',
      says: 'a run that is dead ends as partial, says why, and never moves the anchor',
      open: 'runs',
    },
    { id: 'durability:E12', says: 'where the first durable write of a run fails, no work begins', open: 'runs' },
    { id: 'durability:E13', says: 'every end that is no success tells the number of banked items', open: 'runs' },
    {
      id: 'durability:E14',
      says: 'a busy loop yields to timers after the set number of items, so that heartbeats fire',
      open: 'runs',
    },
    {
      id: 'durability:E15',
      says: 'one item that blocks the thread for long does not cost the lock, or its lateness is noticed and reported',
      open: 'runs',
    },
  ],
}
