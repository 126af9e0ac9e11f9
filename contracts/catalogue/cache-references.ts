/** Results behind references: when they are made, whom they are trusted from, and how values with them are walked. */
import type { Group } from './entry.ts'

export const references: Group = {
  title: 'Results as references',
  entries: [
    {
      id: 'cache:42',
      says: 'where the store streams, an output is a reference, and its row is as small for a large payload as for a small one',
      rest: ['cache'],
    },
    {
      id: 'cache:43',
      says: 'a payload below the threshold is returned inline, and one of exactly the threshold or more as a reference',
      open: 'cache',
    },
    { id: 'cache:44', says: 'a threshold of zero makes a reference of every output, an empty one too', open: 'cache' },
    { id: 'cache:45', says: 'a run that sets no threshold behaves exactly as one that sets 64 KiB', open: 'cache' },
    {
      id: 'cache:46',
      says: 'a reference from a streamed write carries the size of what was stored, and one without a size is never made inline',
    },
    {
      id: 'cache:47',
      says: 'only ports that the schema declares binary are hydrated: elsewhere what looks like a reference stays, and nothing is read',
      rest: ['cache'],
    },
    {
      id: 'cache:48',
      says: 'the row is stored with its references before small ones are hydrated for the caller',
      open: 'cache',
    },
    {
      id: 'cache:49',
      says: 'a hit gives the type and the bytes of the run that stored it, whatever their size and format, the threshold, and the way of storing',
      open: 'cache',
    },
    {
      id: 'cache:50',
      says: 'a port that is stored and consumed at once gives its consumer the value and the caller the reference, with equal bytes',
      open: 'streams',
    },
    {
      id: 'cache:51',
      says: 'a reference that went as JSON into another process resolves to the same bytes there',
    },
    {
      id: 'cache:52',
      says: 'a reference whose bytes are gone resolves to undefined, without an error, and its siblings still resolve',
    },
    {
      id: 'cache:53',
      says: 'a reference that a store hands out without the brand is branded before anyone else sees it',
      open: 'cache',
    },
    {
      id: 'cache:54',
      says: 'a Blob that is stored without streaming comes back as a Blob, with the same bytes and media type',
    },
    {
      id: 'cache:55',
      says: 'an ArrayBuffer that is stored without streaming comes back as an ArrayBuffer with the same bytes',
    },
    {
      id: 'cache:56',
      says: 'a reference, or a shape that the codec does not know, passes a binary port unchanged in both directions',
    },
    {
      id: 'cache:57',
      says: 'on a store that streams, a binary slot of a row holds the reference and not the encoded bytes',
      rest: ['cache'],
    },
    {
      id: 'cache:58',
      says: 'a codec that is registered for a format a second time replaces the first',
      ruling:
        'the value codec is closed and knows every value that a row may hold: nothing is registered, so nothing can be replaced',
    },
  ],
}

export const trust: Group = {
  title: 'The brand of a reference, and whom it is trusted from',
  entries: [
    {
      id: 'cache:59',
      says: 'an object is no reference for having the field of one: without the brand it is plain data',
    },
    {
      id: 'cache:60',
      says: 'a reference is still recognised as one after it was written as JSON and read again',
    },
    {
      id: 'cache:61',
      says: 'pointers of JSON Schema are left as they are, and no resolver is called for them',
    },
    {
      id: 'cache:62',
      says: 'a field that imitates a reference of another run without the brand never leads to a read',
    },
    {
      id: 'cache:63',
      says: 'a stream that is asked for without a port is looked for in declared binary ports only, not in forged references elsewhere',
      rest: ['streams'],
    },
    {
      id: 'cache:64',
      says: 'a reference with another scheme, a way out of its folder, a NUL or an escape resolves to nothing, and no file outside of the blobs is opened',
    },
    {
      id: 'cache:65',
      says: 'a store whose names carry no tenant declares that it serves one only, since equal inputs would show across tenants',
    },
  ],
}

export const walker: Group = {
  title: 'Walking values with references',
  entries: [
    {
      id: 'cache:66',
      says: 'a walk that finds nothing to resolve returns the very object that it was given',
    },
    {
      id: 'cache:67',
      says: 'with a filter only the references that match are resolved, and the others stay the original objects',
    },
    {
      id: 'cache:68',
      says: 'references inside arrays, plain objects, values of a Map and members of a Set are resolved, and keys keep their order',
    },
    {
      id: 'cache:69',
      says: 'binary data, dates, regular expressions and promises come back as they are, never as copies',
    },
    {
      id: 'cache:70',
      says: 'an instance of a class is a leaf of the walk: it comes back as the same object, and its private state still works',
    },
    {
      id: 'cache:71',
      says: 'a value that contains itself, directly or through containers, is walked to an end and keeps its shape',
    },
    {
      id: 'cache:72',
      says: 'a value with shared parts is walked in time linear in its nodes, however many paths lead to them',
    },
    {
      id: 'cache:73',
      says: 'collecting references and resolving them stop at the same boundaries, so that both see the same ones',
    },
    {
      id: 'cache:74',
      says: 'no more resolutions are in flight at once than the limit says, and without a limit there is no bound',
    },
    {
      id: 'cache:75',
      says: 'the first failure of a resolution surfaces after all that began have settled, and no rejection goes unhandled',
    },
    {
      id: 'cache:76',
      says: 'symbol keys and hidden properties of plain objects are carried over by a walk, or the documentation says that they are not',
    },
    {
      id: 'cache:77',
      says: 'a resolver may be a function, or an object with a method that reads by reference: both give the same',
    },
  ],
}
