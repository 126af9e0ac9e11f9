/** What a hit gives, how bytes lie in files, and who cleans up. */
import type { Group } from './entry.ts'

export const hits: Group = {
  title: 'Hits, and references in inputs',
  entries: [
    {
      id: 'cache:78',
      says: 'on a hit a consumer of a stream gets start, byte deltas, finish and end, and the deltas add up to the payload',
      open: 'cache',
    },
    {
      id: 'cache:79',
      says: 'on a hit a consumer of values finds the value in the finish event, not the reference',
      open: 'cache',
    },
    {
      id: 'cache:80',
      says: 'on a hit the output that the caller gets keeps its reference wherever the payload reaches the threshold',
      open: 'cache',
    },
    {
      id: 'cache:81',
      says: 'a hit whose bytes are gone is a miss: the task runs once more, its row is written again, and the next run hits',
      open: 'cache',
    },
    {
      id: 'cache:82',
      says: 'whether an output is wanted as stream, value, both or not at all follows from the edges, and without consumers no bytes are read',
      open: 'graph',
    },
    {
      id: 'cache:83',
      says: 'a replay that gets a payload in one piece stays within the mark of its consumer, or such a piece is refused',
      open: 'cache',
    },
    {
      id: 'cache:84',
      says: 'references in an input are replaced by values before anything is validated, and before a key is made of it',
      open: 'cache',
    },
    { id: 'cache:85', says: 'a lookup asks the private tier first and the shared one after it', open: 'cache' },
    {
      id: 'cache:86',
      says: 'an input port that a live stream feeds is not resolved from the cache as well',
      open: 'graph',
    },
    {
      id: 'cache:87',
      says: 'an input reference that cannot be resolved fails the task, with an error that names the port',
      open: 'cache',
    },
  ],
}

export const files: Group = {
  title: 'Outputs in files',
  entries: [
    {
      id: 'cache:88',
      says: 'the row holds JSON, and the bytes lie in a file of their own, written as they come and never whole in memory',
      rest: ['cache'],
    },
    {
      id: 'cache:89',
      says: 'under a published name there is all or nothing, whichever write its writer was killed after',
      tested: [
        {
          file: 'test/harness/fs-kills.test.ts',
          name: 'that is killed at any of its points happened whole or not at all',
        },
      ],
    },
    {
      id: 'cache:90',
      says: 'the bytes of a file are on the disk before the rename that publishes its name',
    },
    {
      id: 'cache:91',
      says: 'the folder is synced after a rename; the codes of systems that cannot do so are tolerated, and every other one is an error',
    },
    {
      id: 'cache:92',
      says: 'a write or a rename that fails leaves no temporary file behind',
      tested: [
        {
          file: 'test/unit/adapters/fs/register-failures.test.ts',
          name: 'before the change: nothing was published, and no state is left',
        },
      ],
    },
    {
      id: 'cache:93',
      says: 'two task types that look alike once they are made safe for a file name still have distinct files',
      tested: [{ file: 'test/unit/adapters/fs/index.test.ts', name: 'is never one on the disk: %j' }],
    },
    {
      id: 'cache:94',
      says: 'every write has a name of its own, so that what two writers of one key wrote stays readable',
    },
    {
      id: 'cache:95',
      says: 'a writer whose row could not be committed cleans up its own bytes, and never those of the writer that won',
    },
    {
      id: 'cache:96',
      says: 'references from before a change of the naming scheme still resolve after it',
      tested: [
        { file: 'test/harness/upgrades-fs.test.ts', name: 'still resolves, beside those of today' },
        { file: 'test/harness/upgrades-fs.test.ts', name: 'is absent where only names of today are looked up' },
      ],
    },
    {
      id: 'cache:97',
      says: 'a reference that one client of a folder handed out resolves for every other client of that folder',
    },
    {
      id: 'cache:98',
      says: 'clearing a run and sweeping by age remove rows together with their bytes, and leave all others',
    },
  ],
}

export const orphans: Group = {
  title: 'Orphans and cleanup',
  entries: [
    {
      id: 'cache:99',
      says: 'where the row of a streamed output cannot be stored, its bytes are deleted and the error of the row is thrown',
    },
    {
      id: 'cache:100',
      says: 'a cleanup that fails is logged, and never hides the error that made it necessary',
    },
    {
      id: 'cache:101',
      says: 'bytes whose writer was killed before the row was committed are gone after a sweep past the cutoff',
    },
    {
      id: 'cache:102',
      says: 'a sweep takes no bytes from a row that exists, and leaves none of a deleted row beyond the next sweep',
    },
    {
      id: 'cache:103',
      says: 'deleting the bytes of a reference a second time changes nothing and is no error',
    },
  ],
}
