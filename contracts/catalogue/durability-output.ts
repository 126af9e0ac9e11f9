/** Output that processes write, and how they are stopped. */
import type { Group } from './entry.ts'

export const capturedOutput: Group = {
  title: 'Captured output and its bytes',
  entries: [
    { id: 'durability:Q1', says: 'output that one process flushed is read by another within the flush interval' },
    { id: 'durability:Q2', says: 'output that did not change is not written again', open: 'supervision' },
    { id: 'durability:Q3', says: 'a flush costs in proportion to the new output, and not to all of it' },
    {
      id: 'durability:Q4',
      says: 'the flushes of a task never overlap, and with a slow store ticks fall out rather than pile up',
      open: 'supervision',
    },
    {
      id: 'durability:Q5',
      says: 'the last flush comes after the one in flight, so that the newest output wins',
      open: 'supervision',
    },
    {
      id: 'durability:Q6',
      says: 'the final flush has all that the child wrote: it waits until the pipes close, or for a bounded time',
      open: 'supervision',
    },
    {
      id: 'durability:Q7',
      says: 'buffered output is let go after the final flush, however that ended, and late data does not bring it back',
      open: 'supervision',
    },
    {
      id: 'durability:Q8',
      says: 'completion is told exactly once and with the true exit code, though a flush fails or hangs',
      open: 'supervision',
    },
    {
      id: 'durability:Q9',
      says: 'a flush that fails loses nothing in silence: it is tried once more, or the record says that it is incomplete',
      open: 'supervision',
    },
    { id: 'durability:Q10', says: 'an append to the output is one step, and reports a store that fails' },
    {
      id: 'durability:Q11',
      says: 'bytes are written whole before the pointer to them, and deleted after it, so that no crash leaves a pointer to nothing',
    },
    {
      id: 'durability:Q12',
      says: 'after any history a collection leaves exactly the bytes that are referred to, and takes none that are young or being written',
    },
    {
      id: 'durability:Q13',
      says: 'sizes are bytes of UTF-8 everywhere, and the size of a tail is that of what is returned',
    },
    {
      id: 'durability:Q14',
      says: 'a tail gives the last entries in order, and all of them where so many are not there or no number is given',
    },
    {
      id: 'durability:Q15',
      says: 'a read looks into memory first and into the store next, and an error there is an error and not an empty answer',
    },
    {
      id: 'durability:Q16',
      says: 'output past its limit is cut by a stated policy and flagged, and its newest part is never dropped in silence',
    },
    { id: 'durability:Q17', says: 'a character whose bytes come in two chunks survives', rest: ['supervision'] },
    { id: 'durability:Q18', says: 'a task without output has no row for it' },
    {
      id: 'durability:Q19',
      says: 'the limit of a task wins over the global one, is shared with no other task, and may be reached exactly',
    },
  ],
}

export const stopping: Group = {
  title: 'Stopping processes',
  entries: [
    {
      id: 'durability:R1',
      says: 'a stop flushes, asks the process to end, waits, kills it where it still lives, and only then removes the worker',
      open: 'supervision',
    },
    { id: 'durability:R2', says: 'a flush that fails never keeps a process from being killed', open: 'supervision' },
    { id: 'durability:R3', says: 'stopping all workers reports each that could not be stopped', open: 'supervision' },
    {
      id: 'durability:R4',
      says: 'after a stop no timer is left, and none ever keeps our process alive',
      open: 'supervision',
    },
    {
      id: 'durability:R5',
      says: 'closing waits for child processes or leaves them to recovery, and nothing is written after it',
      open: 'supervision',
    },
    { id: 'durability:R6', says: 'stopping a worker that nobody knows is answered as not found', open: 'supervision' },
    {
      id: 'durability:R7',
      says: 'where timeout and completion meet, the task gets one final state and one event',
      open: 'supervision',
    },
  ],
}
