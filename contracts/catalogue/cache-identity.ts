/** Who a task is, and which rows are its own. */
import type { Group } from './entry.ts'

export const identity: Group = {
  title: 'Task identity and the private tier',
  entries: [
    {
      id: 'cache:1',
      says: 'a graph that is rebuilt under the same run id finds the outputs of its tasks with pinned ids, and executes none of these again',
      open: 'graph',
    },
    {
      id: 'cache:2',
      says: 'a graph whose tasks carry no ids resumes as well: each is known by what derives from the graph, not by an id made at construction',
      open: 'graph',
    },
    {
      id: 'cache:3',
      says: 'an id is taken for random if and only if it has the canonical form of a version 4 UUID, in either case of letters',
      ruling:
        'identity goes by where an id came from (cache:G1): what the caller pinned is pinned whatever its form, so that no id is judged by its form',
    },
    {
      id: 'cache:4',
      says: 'a task whose id the caller pinned is keyed by that id in every row of a run, never by its type alone, and nothing is logged about it',
      open: 'graph',
    },
    {
      id: 'cache:5',
      says: 'the warning that unpinned tasks resume at best effort is given once in a process, when it first matters, and never where all ids are pinned',
      open: 'graph',
    },
    {
      id: 'cache:6',
      says: 'what one run stored privately is a miss for every other run on the same store',
    },
    {
      id: 'cache:7',
      says: 'two clients that open one store under the same run id read each other, which is what lets a run outlive its process',
    },
    {
      id: 'cache:8',
      says: 'a graph with generated ids is announced as resumable at best effort, and as durable only where every id is deterministic',
      open: 'graph',
    },
    {
      id: 'cache:9',
      says: 'a shared result is found by task type and input alone, whichever task of whichever run asks for it',
      rest: ['graph'],
    },
  ],
}

export const startBarrier: Group = {
  title: 'The start of a replica in memory',
  entries: [
    {
      id: 'cache:10',
      says: 'a replica that has finished its setup shows, on its very first read, what its peers held before',
      tested: [
        {
          file: 'test/unit/adapters/shared-memory/replicas.test.ts',
          name: 'shows with its first read what was there before (cache:10)',
        },
        {
          file: 'test/unit/adapters/shared-memory/replicas.test.ts',
          name: 'is not open before the rows of its snapshot are in place (cache:10, cache:13)',
        },
      ],
    },
    {
      id: 'cache:11',
      says: 'whoever opts out of waiting for the sync gets a replica at once, and that replica converges all the same',
      tested: [
        {
          file: 'test/unit/adapters/shared-memory/replicas.test.ts',
          name: 'opens at once where it is told to, and its calls wait (cache:11)',
        },
      ],
    },
    {
      id: 'cache:12',
      says: 'a replica that nobody answers waits no longer than the time for the sync; then it says so, for what cannot be seen is not empty',
      tested: [
        {
          file: 'test/unit/adapters/shared-memory/replicas.test.ts',
          name: 'does not hang where nobody is there, and is no empty store (cache:12)',
        },
      ],
    },
    {
      id: 'cache:13',
      says: 'the setup of a replica ends once the rows of an answer are applied, not when the answer arrives',
      tested: [
        {
          file: 'test/unit/adapters/shared-memory/replicas.test.ts',
          name: 'is not open before the rows of its snapshot are in place (cache:10, cache:13)',
        },
      ],
    },
    {
      id: 'cache:14',
      says: 'migrations that run during the setup of a replica see the rows that came from its peers',
      tested: [
        {
          file: 'test/unit/adapters/shared-memory/replicas.test.ts',
          name: 'brings its rows up to date once they are there (cache:14)',
        },
      ],
    },
  ],
}
