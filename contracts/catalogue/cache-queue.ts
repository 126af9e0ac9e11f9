/** Stores that wrap others, and streams that go through the queue. */
import type { Group } from './entry.ts'

export const wrappers: Group = {
  title: 'Stores around stores',
  entries: [
    {
      id: 'cache:104',
      says: 'a wrapper can do something optional if and only if the store that it wraps can',
      open: 'cache',
    },
    {
      id: 'cache:105',
      says: 'an optional method is probed for before it is called, and our own code never calls one unprobed',
      ruling:
        'no port has optional methods: one that an adapter does not serve is refused with UNSUPPORTED, so that there is nothing to probe for',
    },
    {
      id: 'cache:106',
      says: 'deleting by reference through the wrapper of a run reaches the store, so that a row that failed leaves no file',
      open: 'cache',
    },
    {
      id: 'cache:107',
      says: 'where a store cannot delete by reference its wrapper cannot either, and does not pretend by a call that does nothing',
      open: 'cache',
    },
    {
      id: 'cache:108',
      says: 'a run that deletes its bytes leaves those of every other run, for the same task and input too',
    },
    {
      id: 'cache:109',
      says: 'the wrapper of a run hands references on without reading a run out of them',
      ruling:
        'a reference carries its scope and readers go by it: a run resolves its own references and shared ones, and no others (cache:62, cache:G5)',
    },
    {
      id: 'cache:110',
      says: 'state that a process keeps for itself, like a warning that was given, can be reset for a test',
      open: 'graph',
    },
  ],
}

export const queueStreams: Group = {
  title: 'Streams through the queue',
  entries: [
    {
      id: 'cache:111',
      says: 'every listener of every attached client gets the events of a worker in the order of their emission',
      open: 'queue',
    },
    {
      id: 'cache:112',
      says: 'a handle offers the events of a stream only where a server is attached, so that looking for the method tells',
      open: 'queue',
    },
    { id: 'cache:113', says: 'a listener that throws disturbs neither the other listeners nor the job', open: 'queue' },
    {
      id: 'cache:114',
      says: 'events of every kind, from text deltas to phases, pass the queue unchanged',
      open: 'queue',
    },
    {
      id: 'cache:115',
      says: 'events of a stream stay within the process and cost no write, while changes of state still reach clients of the store',
      open: 'queue',
    },
    {
      id: 'cache:116',
      says: 'a handle can open the stream of its output if and only if a resolver was given, and the queue depends on no graph for it',
      open: 'queue',
    },
    {
      id: 'cache:117',
      says: 'the stream of an output begins when its job is complete, needs bounded memory, and rejects where the job failed',
      open: 'queue',
    },
    {
      id: 'cache:118',
      says: 'a port that is named decides which output is streamed; without a name there must be exactly one candidate',
      open: 'queue',
    },
    {
      id: 'cache:119',
      says: 'an output that is inline is streamed in the same chunks as one behind a reference',
      open: 'queue',
    },
    {
      id: 'cache:120',
      says: 'a buffer that goes to another thread is moved and not copied: its sender is left with nothing',
      open: 'queue',
    },
  ],
}
