/** Leases that are kept, lost and fenced; and locks that are files. */
import type { Group } from './entry.ts'

export const fencing: Group = {
  title: 'Fencing',
  entries: [
    {
      id: 'durability:J1',
      says: 'renewal and release go by the identity of one acquisition: that of before a takeover changes nothing any more',
    },
    { id: 'durability:J2', says: 'a renewal that answers lost means certain loss, and one that throws leaves it open' },
    { id: 'durability:J3', says: 'a renewal never changes the identity of its acquisition' },
    {
      id: 'durability:J4',
      says: 'the identity of an acquisition reads the same in every session, time zone and driver',
    },
    {
      id: 'durability:J5',
      says: 'the tokens of a name only ever rise, through release, deletion, restart and steps of the clock',
    },
    {
      id: 'durability:J6',
      says: 'a write that a lock protects carries its token, and is refused once another has taken over',
    },
    {
      id: 'durability:J7',
      says: 'a run that lost its lock stops at the next boundary, keeps what was durable, says so, and begins nothing new',
      open: 'runs',
    },
    {
      id: 'durability:J8',
      says: 'a stolen lock is recognised without reading why a signal was aborted, and an abort from outside goes before it',
      open: 'runs',
    },
    {
      id: 'durability:J9',
      says: 'after an abort from outside renewals end, though the work hangs and nobody stops them',
      open: 'runs',
    },
    {
      id: 'durability:J10',
      says: 'renewals never overlap, a stop is final and may be repeated, and no timer of theirs keeps the process alive',
      open: 'runs',
    },
  ],
}

export const renewals: Group = {
  title: 'Keeping a lease renewed',
  entries: [
    {
      id: 'durability:K1',
      says: 'a renewal that succeeds sets the time of the last success and the count of failures anew',
      open: 'runs',
    },
    {
      id: 'durability:K2',
      says: 'a renewal that fails before the soft deadline lets work go on: one bounded reconnect, and another try at the following tick',
      open: 'runs',
    },
    {
      id: 'durability:K3',
      says: 'at the soft deadline one bounded check decides: held goes on, lost ends, and unreachable waits',
      open: 'runs',
    },
    { id: 'durability:K4', says: 'a store that stays unreachable past the hard deadline ends the work', open: 'runs' },
    { id: 'durability:K5', says: 'the time since the last success is measured by a monotonic clock', open: 'runs' },
    { id: 'durability:K6', says: 'the last success counts from the moment at which its call began', open: 'runs' },
    {
      id: 'durability:K7',
      says: 'a job that was cancelled is neither audited nor aborted again, at whatever moment of a renewal',
      open: 'runs',
    },
    {
      id: 'durability:K8',
      says: 'a tick that was skipped and a tick that came late are two different signals',
      open: 'runs',
    },
    { id: 'durability:K9', says: 'a hook for audit or telemetry that throws never reaches the work', open: 'runs' },
    {
      id: 'durability:K10',
      says: 'timings that contradict each other are brought into order with one warning',
      open: 'runs',
    },
    {
      id: 'durability:K11',
      says: 'a job that ignores its abort gives back its slot, and only its own entry is removed',
      open: 'queue',
    },
    {
      id: 'durability:K12',
      says: 'an abort for reasons of infrastructure does not count as a failure of the job',
      open: 'queue',
    },
  ],
}

export const lockFiles: Group = {
  title: 'Locks in files',
  entries: [
    {
      id: 'durability:M1',
      says: 'exclusive creation decides who has a lock file, and never a look whether it is there',
      tested: [
        { file: 'test/unit/adapters/fs/register.test.ts', name: 'counts right and leaves nothing: $way after $past' },
      ],
    },
    {
      id: 'durability:M2',
      says: 'of several who judged a lock file stale, at most one gets it',
      tested: [
        {
          file: 'test/harness/fs-stale-locks.test.ts',
          name: 'one takes it and the others are told who, and tokens rise',
        },
        {
          file: 'test/harness/fs-stale-locks.test.ts',
          name: 'is refused by the law that a stale lock is taken by one',
        },
      ],
    },
    {
      id: 'durability:M3',
      says: 'heartbeat and release of a lock file check the owner and act in one step',
      tested: [
        { file: 'test/unit/adapters/fs/register.test.ts', name: 'counts right and leaves nothing: $way after $past' },
      ],
    },
    {
      id: 'durability:M4',
      says: 'whoever reads a lock file sees the old or the new one, never half of it',
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
      id: 'durability:M5',
      says: 'a lock that was begun and is not written yet belongs for a bounded time to whoever is acquiring it',
      tested: [
        {
          file: 'test/unit/adapters/fs/register.test.ts',
          name: 'did it whole or not at all, and its leavings are collected: $way after $past',
        },
      ],
    },
    {
      id: 'durability:M6',
      says: 'that a lock was removed whose holder could not be judged is kept durably, and dangerous repairs wait while this is recent',
      ruling:
        'no lock is removed whose holder was judged by anything but its lease: nothing is reaped, and nobody has to repair what was',
    },
    {
      id: 'durability:M7',
      says: 'a lock that could not be had in time never leads to writing without it',
      tested: [
        {
          file: 'test/unit/adapters/fs/register-failures.test.ts',
          name: 'that always comes too late ends with BUSY, and leaves nothing',
        },
      ],
    },
    {
      id: 'durability:M8',
      says: 'a name from outside can stand for nothing but its own row or file, whatever characters it has',
    },
  ],
}
