/** What a failure means, when it is tried again, and on which lane. */
import type { Group } from './entry.ts'

export const classification: Group = {
  title: 'What an error means',
  entries: [
    {
      id: 'durability:A1',
      says: 'a server that has no connection left to give (53300) is exhausted for a while: the call may be tried again',
    },
    {
      id: 'durability:A2',
      says: 'exhaustion that is told by words alone is recognised as well, in any case of letters and behind any prefix',
    },
    {
      id: 'durability:A3',
      says: 'a limit of the configuration (53400), and every other code of its class, is not tried again',
    },
    {
      id: 'durability:A4',
      says: 'a connection that was lost, refused or ended is recognised by either code or message, so that a wrapper that changes one hides nothing',
    },
    {
      id: 'durability:A5',
      says: 'the timeout of a statement or of a lock is not taken for a lost connection, though its text mentions one',
    },
    {
      id: 'durability:A6',
      says: 'what may be tried again for any reason includes lost connections and statement timeouts, but neither lock timeouts nor broken constraints',
    },
    {
      id: 'durability:A7',
      says: 'a call that breaks a constraint is never tried again: it is made exactly once',
    },
    {
      id: 'durability:A8',
      says: 'our own error for a missing connection is known by a typed field and tried again, and our other errors are not',
    },
    {
      id: 'durability:A9',
      says: 'classification never throws, whatever it is given, and finds a passing cause beneath plain wrappers',
    },
    {
      id: 'durability:A10',
      says: 'on SQLite a busy statement is tried again, a dead snapshot restarts the transaction, and a full or damaged file leads to neither',
    },
    {
      id: 'durability:A11',
      says: 'on a file system a busy file or a lack of handles is tried again, a full or forbidden disk is not, and a missing file is data',
    },
    {
      id: 'durability:A12',
      says: 'a connection that a pooler took back while it was idle is told apart from a lost network and from refused credentials',
    },
    {
      id: 'durability:A13',
      says: 'another lane is used only where the host of the direct one cannot be reached, and every other error surfaces',
    },
    {
      id: 'durability:A14',
      says: 'a read that failed never looks like absence: its error differs from empty, null and zero',
    },
  ],
}

export const retrying: Group = {
  title: 'Trying again',
  entries: [
    {
      id: 'durability:B1',
      says: 'a policy of n retries leads to n calls and one more at most, and a policy of none to exactly one',
    },
    {
      id: 'durability:B2',
      says: 'when the retries are used up, the last error is the one that is thrown',
    },
    {
      id: 'durability:B3',
      says: 'a delay is never below the base, and never above the cap or three times the delay before it',
    },
    {
      id: 'durability:B4',
      says: 'the first retry too waits for the base at least',
    },
    {
      id: 'durability:B5',
      says: 'the three retries of a bulk write can outlast the recovery of a pooler: eight seconds or more at worst',
    },
    {
      id: 'durability:B6',
      says: 'a signal that is aborted already allows no call, and one that aborts during a wait ends it promptly and leaves no timer or listener',
    },
    {
      id: 'durability:B7',
      says: 'an abort is passed on as an abort, and never counts as a failure of the checkpoint store',
      open: 'runs',
    },
    {
      id: 'durability:B8',
      says: 'the hook of a retry is awaited and counts from one; a reconnect comes before the wait, and if it fails its error is what surfaces',
    },
    {
      id: 'durability:B9',
      says: 'what a port tries again by itself is not tried again around it: attempts come to the policy, not to its square',
    },
    {
      id: 'durability:B10',
      says: 'an operation that must not happen twice is not repeated while its outcome is unknown: the next poll decides',
    },
    {
      id: 'durability:B11',
      says: 'an idempotent operation of unknown outcome may be repeated any number of times, and leaves one and the same state',
    },
    {
      id: 'durability:B12',
      says: 'retries fit into the time that their caller has: within a short shutdown the flush gets one shot',
      open: 'runs',
    },
    {
      id: 'durability:B13',
      says: 'a retry policy with impossible numbers is refused at the start with a hint, and a knob with one falls back with a single warning',
      rest: ['runs'],
    },
  ],
}

export const lanes: Group = {
  title: 'Lanes for control and for data',
  entries: [
    {
      id: 'durability:C1',
      says: 'a holder that renews on the control lane keeps its lock, though no slot of the data lane is free until after the lease',
    },
    { id: 'durability:C2', says: 'a renewal never waits for another lane to be probed' },
    {
      id: 'durability:C3',
      says: 'a renewal that failed leaves the timer running, and is tried again at the next tick',
      open: 'runs',
    },
    { id: 'durability:C4', says: 'checkpoints are written though the data lane is exhausted' },
    {
      id: 'durability:C5',
      says: 'checkpoints are read though the data lane is exhausted, or no work begins',
    },
    { id: 'durability:C6', says: 'a claim and all its renewals go through one class of lane' },
    { id: 'durability:C7', says: 'bulk work on the control lane never takes its last slot' },
    {
      id: 'durability:C8',
      says: 'within a transaction control statements go through the connection of the transaction',
    },
    {
      id: 'durability:C9',
      says: 'a query that lost against its timeout is cancelled, and its slot is free again',
    },
    { id: 'durability:C10', says: 'a call whose signal is aborted already takes no slot' },
    {
      id: 'durability:C11',
      says: 'the first callers that need a lane share one opening of it, and an opening that failed is forgotten',
    },
    {
      id: 'durability:C12',
      says: 'the number of workers is cut to what the budget of connections allows, never below one, and it is never raised',
      open: 'supervision',
    },
    {
      id: 'durability:C13',
      says: 'where one of several workers cannot connect, those that did are closed',
      open: 'supervision',
    },
    {
      id: 'durability:C14',
      says: 'a backend without a lane of its own for control says so as a claim, and is held to what remains',
      rest: ['lanes'],
    },
  ],
}
