/** Runs that are resumed, and the ways out of a process. */
import type { Group } from './entry.ts'

export const resuming: Group = {
  title: 'Resume, pin, anchor and gate',
  entries: [
    {
      id: 'durability:F1',
      says: 'whatever the schedule of kills, runs that each survive one flush reach the state of an undisturbed run, at a bounded cost in repeated items',
      open: 'runs',
    },
    {
      id: 'durability:F2',
      says: 'the anchor stays where it is until each item up to the pin was done, or was given up on purpose',
      open: 'runs',
    },
    {
      id: 'durability:F3',
      says: 'the anchor moves to the pin of the run, and not to wherever the head is by now',
      open: 'runs',
    },
    { id: 'durability:F4', says: 'no item is worked on before the pin is durable', rest: ['runs'] },
    {
      id: 'durability:F5',
      says: 'a head that moves on blocks no run; a pin that left the history blocks the end of one, and the next run begins with a new one',
      open: 'runs',
    },
    {
      id: 'durability:F6',
      says: 'setting a new pin and emptying the set of finished items are one step',
      tested: [
        {
          file: 'test/upgrades/list-promises.ts',
          name: 'a pin that is discarded takes its list with it, where the next run works towards the same pin too',
        },
      ],
      rest: ['runs'],
    },
    {
      id: 'durability:F7',
      says: 'a successful run moves the anchor first and clears its checkpoint after, so that a crash between the two loses no anchor',
      rest: ['runs'],
    },
    {
      id: 'durability:F8',
      says: 'a checkpoint that is discarded loses its items first and its pin last',
    },
    {
      id: 'durability:F9',
      says: 'a blocked run leaves anchor and freshness as they were, and banks the good items only',
      open: 'runs',
    },
    {
      id: 'durability:F10',
      says: 'a run with nothing left to do still moves the anchor and clears its checkpoint',
      rest: ['runs'],
    },
    {
      id: 'durability:F11',
      says: 'an item that is gone since the pin was set counts as done by skipping, and not as failed',
      open: 'runs',
    },
    { id: 'durability:F12', says: 'an item whose content did not change counts as done', open: 'runs' },
    {
      id: 'durability:F13',
      says: 'a run whose input could not be fetched is partial, and never up to date',
      open: 'runs',
    },
    {
      id: 'durability:F14',
      says: 'a run that found no change refreshes its heartbeat and leaves the anchor',
      open: 'runs',
    },
    {
      id: 'durability:F15',
      says: 'a fresh failure blocks; an item that failed the set number of runs in a row is skipped, and outages never count towards that',
      open: 'runs',
    },
    {
      id: 'durability:F16',
      says: 'a success ends the streak of an item, failures are kept by source and item, and concurrent writers of them lose none',
      rest: ['runs'],
    },
    {
      id: 'durability:F17',
      says: 'a run that makes no progress for the set time is aborted, though its heartbeat is healthy',
      open: 'runs',
    },
    {
      id: 'durability:F18',
      says: 'a process whose event loop is starved is still ended at its deadline, from outside',
      open: 'runs',
    },
    {
      id: 'durability:F19',
      says: 'an anchor that exists but left the history leads to one full comparison, and not to one in every run',
      open: 'runs',
    },
  ],
}

export const exits: Group = {
  title: 'Ways out, and cleanup',
  entries: [
    {
      id: 'durability:G1',
      says: 'every way out of a process leaves nothing pending, or reports what is lost',
      open: 'runs',
    },
    {
      id: 'durability:G2',
      says: 'at a signal to terminate, what is pending and what is in flight are both written',
      open: 'runs',
    },
    {
      id: 'durability:G3',
      says: 'the flush at a signal is called off only when all is durable that the final flush wrote',
      open: 'runs',
    },
    {
      id: 'durability:G4',
      says: 'a lock is let go only after the flush has settled or used up its time',
      open: 'runs',
    },
    {
      id: 'durability:G5',
      says: 'another signal while cleanup runs has no effect before the time for it is over',
      open: 'runs',
    },
    {
      id: 'durability:G6',
      says: 'a cleanup that fails or hangs delays the others by a bounded time, and keeps none of them from running',
      open: 'runs',
    },
    {
      id: 'durability:G7',
      says: 'the exit code tells the signal, a closed pipe exits with zero, and with nothing registered the exit is immediate',
      open: 'runs',
    },
    {
      id: 'durability:G8',
      says: 'a cleanup that was deregistered never runs, to install or deregister twice is harmless, and nothing is installed by an import alone',
      open: 'runs',
    },
    {
      id: 'durability:G9',
      says: 'an interrupt lets a run end in good order, and a second one ends the process without waiting',
      open: 'runs',
    },
    {
      id: 'durability:G10',
      says: 'a shutdown happens once, is shared by all who ask for it, and is over before stores are closed',
      open: 'runs',
    },
    {
      id: 'durability:G11',
      says: 'background writers are drained in a fixed order while the store is still connected, and begin nothing after that',
      open: 'runs',
    },
    {
      id: 'durability:G12',
      says: 'no call reaches a store after its close: a late one is refused as closed, and is not taken for lost data',
      rest: ['runs'],
    },
  ],
}
