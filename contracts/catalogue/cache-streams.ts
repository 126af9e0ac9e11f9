/** Bytes that are streamed: ports, formats, and how a producer is held back. */
import type { Group } from './entry.ts'

export const binaryPorts: Group = {
  title: 'Binary ports',
  entries: [
    {
      id: 'cache:15',
      says: 'the value of a port is its byte deltas put together in the order of their emission, however they were cut, empty ones included',
      open: 'streams',
    },
    {
      id: 'cache:16',
      says: 'deltas of two ports that come in turns never mix: each port gets its own bytes and no others',
      open: 'streams',
    },
    {
      id: 'cache:17',
      says: 'a port that its schema marks as a binary stream is listed so, and the mode of all outputs is none, the one that they share, or mixed',
      open: 'streams',
    },
    {
      id: 'cache:18',
      says: 'a streamed port becomes a Blob where its format is absent or blob, and an ArrayBuffer where it is binary',
      open: 'streams',
    },
    {
      id: 'cache:19',
      says: 'a payload that the finish event gives for a port wins over what its deltas added up to',
      open: 'streams',
    },
    {
      id: 'cache:20',
      says: 'the finish event carries the whole value wherever some consumer needs a value rather than a stream',
      open: 'streams',
    },
    {
      id: 'cache:21',
      says: 'a backend says that it streams writes or reads if and only if a streamed write or read really works on it',
    },
    {
      id: 'cache:22',
      says: 'bytes go straight to the cache exactly where store, task and port allow it, and are gathered exactly where a consumer or a leaf needs them',
      open: 'streams',
    },
    {
      id: 'cache:23',
      says: 'a task with several binary ports loses none of them, whether they go to sinks or are gathered',
      open: 'streams',
    },
    {
      id: 'cache:24',
      says: 'the stream on an edge closes when its task fails or is aborted: the reader settles and no listener stays behind',
      open: 'streams',
    },
    {
      id: 'cache:25',
      says: 'each port of an execution feeds its sink in the cache exactly once, through one owner',
      open: 'streams',
    },
  ],
}

export const binaryFormats: Group = {
  title: 'Binary formats',
  entries: [
    {
      id: 'cache:26',
      says: 'a binary format is absent, blob or binary; anything else, another case of letters included, is refused with the allowed ones named',
      open: 'streams',
    },
    {
      id: 'cache:27',
      says: 'a task type with an unknown binary format is refused when it is registered, and the registry stays as it was',
      open: 'streams',
    },
    {
      id: 'cache:28',
      says: 'every place that makes or restores a binary value checks its format alike, so that both directions give the same type',
      open: 'streams',
    },
  ],
}

export const backPressure: Group = {
  title: 'Back-pressure by bytes',
  entries: [
    {
      id: 'cache:29',
      says: 'a push resolves at once below the mark, and otherwise waits until the buffer has drained below it',
      open: 'streams',
    },
    {
      id: 'cache:30',
      says: 'with one producer that awaits its pushes, the bytes in the buffer never exceed the mark and one chunk, however slow the sink',
      open: 'streams',
    },
    {
      id: 'cache:31',
      says: 'holding a producer back loses nothing: every byte arrives once and in order, however large the stream',
      open: 'streams',
    },
    {
      id: 'cache:32',
      says: 'a stream that ends promptly settles every producer that waits for room in its buffer',
      open: 'streams',
    },
    {
      id: 'cache:33',
      says: 'a stream that fails lets go of its waiting producers as promptly as one that ends',
      open: 'streams',
    },
    {
      id: 'cache:34',
      says: 'the event loop of a task awaits the push of each byte delta before it takes the next event',
      open: 'streams',
    },
    {
      id: 'cache:35',
      says: 'a run may set its own mark for the bytes in a buffer, in place of the default of 8 MiB',
      open: 'streams',
    },
    {
      id: 'cache:36',
      says: 'a task that emits through a side channel can wait for room by a hook of its context, which does nothing where there is no buffer',
      open: 'streams',
    },
    {
      id: 'cache:37',
      says: 'a sink that fails before it has read anything releases its producer, and the reference rejects with the reason of the sink',
      rest: ['streams'],
    },
    {
      id: 'cache:38',
      says: 'a sink that fails in the middle of a stream releases its producer and rejects, just as one that failed at the start',
      rest: ['streams'],
    },
    {
      id: 'cache:39',
      says: 'one chunk that drains does not let in all who wait: the buffer never exceeds the mark and one chunk, however many producers',
      open: 'streams',
    },
    {
      id: 'cache:40',
      says: 'a push after the end or the failure of a stream returns at once and adds nothing',
      open: 'streams',
    },
    {
      id: 'cache:41',
      says: 'what tests measure of a buffer comes through one narrow accessor, and the public type shows no internals',
      open: 'streams',
    },
  ],
}
