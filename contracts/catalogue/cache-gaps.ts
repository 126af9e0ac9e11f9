/** What known stores leave open or get wrong. */
import type { Group } from './entry.ts'

export const gaps: Group = {
  title: 'Gaps that a search by properties closes',
  entries: [
    {
      id: 'cache:G1',
      says: 'an id that the caller pinned is resumed by though it looks generated: where an id came from is recorded, not guessed',
      open: 'graph',
    },
    {
      id: 'cache:G2',
      says: 'two unpinned tasks in one graph never share a private row, though their type and their inputs are equal',
      open: 'graph',
    },
    {
      id: 'cache:G3',
      says: 'run, type and id are encoded so that no two different triples give one key, whatever separators they contain',
    },
    {
      id: 'cache:G4',
      says: 'clearing one run leaves every other, though its id is a prefix, differs in case only, or looks alike once made safe',
    },
    {
      id: 'cache:G5',
      says: 'the private and the shared tier are never one and the same store, so that what one refuses does not resolve through the other',
      open: 'cache',
    },
    {
      id: 'cache:G6',
      says: 'asking for the private tier without a run id is an error of configuration, and no namespace that all share',
      open: 'cache',
    },
    {
      id: 'cache:G7',
      says: 'the private rows of a run are gone after it succeeded, and still there after it failed',
      open: 'graph',
    },
    {
      id: 'cache:G8',
      says: 'after a crash, a resume, a success and a clear, no row points to bytes that were deleted',
    },
    { id: 'cache:G9', says: 'a row that is overwritten lets go of the bytes that it pointed to' },
    {
      id: 'cache:G10',
      says: 'where two writers commit one key the last row wins and keeps its bytes, and those of the other are reclaimed in the end',
    },
    {
      id: 'cache:G11',
      says: 'a sweep that meets bytes whose row is not committed yet never makes a row that points to nothing',
    },
    {
      id: 'cache:G12',
      says: 'the sweep takes the temporary file that a killed writer left',
      tested: [
        { file: 'test/unit/adapters/fs/index.test.ts', name: 'loses what a killed writer left when it is opened' },
      ],
    },
    {
      id: 'cache:G13',
      says: 'bytes that were streamed, and then replaced by an explicit payload, are deleted',
      open: 'cache',
    },
    {
      id: 'cache:G14',
      says: 'a task that is aborted in the middle of a stream publishes nothing, though its generator merely returns',
      rest: ['streams'],
    },
    {
      id: 'cache:G15',
      says: 'a stream that finishes without a delta gives one defined result, with a sink and without',
      open: 'streams',
    },
    {
      id: 'cache:G16',
      says: 'every occurrence of a reference is resolved, what was shared stays shared, and cycles lead back into the result',
    },
    {
      id: 'cache:G17',
      says: 'a walk takes time linear in the size of its value, and survives a depth of 100,000',
    },
    {
      id: 'cache:G18',
      says: 'a walk keeps own keys such as __proto__, null prototypes, gaps in arrays, and accessors',
    },
    { id: 'cache:G19', says: 'a reference that occurs several times in a value is fetched once' },
    {
      id: 'cache:G20',
      says: 'decoded bytes have exactly the length that was stored, with nothing of the memory around them',
    },
    { id: 'cache:G21', says: 'a typed array at a binary port comes back as the type that it was' },
    {
      id: 'cache:G22',
      says: 'a stored size that does not fit the bytes means corruption, and such a value is never returned',
      rest: ['cache'],
    },
    {
      id: 'cache:G23',
      says: 'a replay makes sure of all its references before its first event, and a failure in it never sends a delta twice',
      open: 'cache',
    },
    {
      id: 'cache:G24',
      says: 'a row that does not decode is told as such by the port, and is a miss for the task that looked it up',
      rest: ['cache'],
    },
    {
      id: 'cache:G25',
      says: 'a digest ignores the order of keys at any depth, and no two different values share one, bytes, Maps and NaN included',
      rest: ['graph'],
    },
    {
      id: 'cache:G26',
      says: 'a cache key depends neither on the names of references nor on whether an input comes as stream or value',
      open: 'cache',
    },
    {
      id: 'cache:G27',
      says: 'a producer may use its buffer again once its push has resolved, or it is documented that the buffer changed hands',
      rest: ['streams'],
    },
    {
      id: 'cache:G28',
      says: 'a chunk above the mark, a mark of zero and empty chunks all make progress',
      open: 'streams',
    },
    {
      id: 'cache:G29',
      says: 'a write that the system cuts short is completed, so that a file is as long as its size says',
    },
    {
      id: 'cache:G30',
      says: 'bytes that are absent are reported before the first chunk, never in the middle of reading',
    },
    {
      id: 'cache:G31',
      says: 'a second setup of a replica that begins during the first waits for the same barrier',
      tested: [
        {
          file: 'test/unit/adapters/shared-memory/replicas.test.ts',
          name: 'waits as long as the first where another opens beside it (cache:G31)',
        },
      ],
    },
    {
      id: 'cache:G32',
      says: 'a write that is made on a replica while its sync runs survives that sync',
      tested: [
        {
          file: 'test/unit/adapters/shared-memory/replicas.test.ts',
          name: 'keeps what is written through it meanwhile (cache:G32)',
        },
      ],
    },
    {
      id: 'cache:G33',
      says: 'a third replica that joins changes nothing in the two that are there',
      tested: [
        {
          file: 'test/unit/adapters/shared-memory/replicas.test.ts',
          name: 'is told alone what was there: the others hear nothing of it (cache:G33)',
        },
      ],
    },
    {
      id: 'cache:G34',
      says: 'a sync with more messages than its buffer holds is noticed and done again',
      tested: [
        {
          file: 'test/unit/adapters/shared-memory/replicas.test.ts',
          name: 'joins again where more came meanwhile than it keeps (cache:G34)',
        },
      ],
    },
    {
      id: 'cache:G35',
      says: 'a listener that comes late, or after the end, meets defined behaviour, and all listeners are let go at the end',
      open: 'queue',
    },
  ],
}

export const defects: Group = {
  title: 'Defects that shared suites let pass',
  entries: [
    {
      id: 'cache:D1',
      says: 'a job that asks for a later time keeps that time, and is not claimed before it',
    },
    {
      id: 'cache:D2',
      says: 'a job that is put back for a retry keeps the time of the retry, and does not look finished',
    },
    { id: 'cache:D3', says: 'aborting a job that is finished changes nothing about it' },
    {
      id: 'cache:D4',
      says: 'aborting a job that nobody claimed ends it, and whoever waits for it is told',
      open: 'queue',
    },
    { id: 'cache:D5', says: 'aborting a job that runs ends it once: one event, one attempt, one count', open: 'queue' },
    {
      id: 'cache:D6',
      says: 'a worker that lost its job cannot overwrite the result of the worker that took it over',
    },
    { id: 'cache:D7', says: 'a second server that starts takes no job from the workers of the first', open: 'queue' },
    {
      id: 'cache:D8',
      says: 'the recovery of abandoned jobs goes through all pages, however many there are',
      rest: ['queue'],
    },
    {
      id: 'cache:D9',
      says: 'a fault of the store while a job completes is not swallowed: the job is finished in the end, and its waiter is told',
      open: 'queue',
    },
    {
      id: 'cache:D10',
      says: 'a limit of concurrency holds for any number of workers, because to check and to take are one step',
    },
    {
      id: 'cache:D11',
      says: 'falsy results, zero and the empty string among them, come back as what they were',
    },
    { id: 'cache:D12', says: 'a report of progress that comes late changes nothing in a finished job' },
    {
      id: 'cache:D13',
      says: 'output that was stored without compression can be read back',
      ruling: 'values have one encoding and no switch for compression, so that there is no second form to read back',
    },
    {
      id: 'cache:D14',
      says: 'the time at which a limiter has room again reads back as the time that was stored, and is waited for',
      open: 'queue',
    },
    { id: 'cache:D15', says: 'tenants of a limiter do not share the time at which it has room again', open: 'queue' },
    {
      id: 'cache:D16',
      says: 'numbers that the store gives out go on after a reopen, and never overwrite what is there',
    },
    {
      id: 'cache:D17',
      says: 'a listing keeps its limit and order, counts agree with listings about damaged rows, and pruning is served',
      tested: [
        {
          file: 'test/unit/adapters/fs/outputs.test.ts',
          name: 'is told by get, keys and prune alike, and hides no other',
        },
      ],
    },
    {
      id: 'cache:D18',
      says: 'changing an object after it was stored, or one that was read, changes nothing in the store',
    },
    {
      id: 'cache:D19',
      says: 'a Blob in an output is stored with its bytes, and never as an empty object',
    },
    {
      id: 'cache:D20',
      says: 'equal inputs have one fingerprint whatever the order of their keys, and different inputs have different ones',
      rest: ['graph'],
    },
    {
      id: 'cache:D21',
      says: 'a replica shows what peers held from its first read on, keeps what is written during a sync, and is not disturbed by newcomers',
      restates: ['cache:10', 'cache:G32', 'cache:G33'],
    },
  ],
}
