/** Locks: who gets one, and when it is taken from a holder. */
import type { Group } from './entry.ts'

export const holding: Group = {
  title: 'Acquiring, releasing, and doing a thing once',
  entries: [
    {
      id: 'durability:H1',
      says: 'a name never has two holders at once by the time of the store: of many who ask together, one gets it and the others are told without delay',
    },
    { id: 'durability:H2', says: 'a lock is not reentrant: its own holder is busy like anyone else' },
    {
      id: 'durability:H3',
      says: 'distinct names never contend, and a name stands for the very resource that it protects',
    },
    { id: 'durability:H4', says: 'a release frees the lock for the very next caller, and may be repeated' },
    {
      id: 'durability:H5',
      says: 'work that throws under a lock lets it go, and its own error is what surfaces',
    },
    {
      id: 'durability:H6',
      says: 'being busy is an answer of its own, told apart from a store that fails and from work that fails',
    },
    {
      id: 'durability:H7',
      says: 'a scheduled run whose lock is busy is skipped: it does not fail, and uses up no attempt',
      open: 'runs',
    },
    {
      id: 'durability:H8',
      says: 'every way into a piece of work takes the same lock and keeps it renewed',
      open: 'runs',
    },
    {
      id: 'durability:H9',
      says: 'a dispatch is held back by waiting jobs and live claims of its very scope, but not by a claim whose lease ran out',
      open: 'queue',
    },
    {
      id: 'durability:H10',
      says: 'whether a lease has run out is decided by the clock of the store, in the very step that takes the lock',
    },
    {
      id: 'durability:H11',
      says: 'of all who run an election one does the work of a tick, and the others learn that it was not them, whatever the work returned',
    },
    {
      id: 'durability:H12',
      says: 'a busy answer tells people who holds the lock, where, for how long, and how to recover it',
    },
  ],
}

export const takeover: Group = {
  title: 'Who is alive, and when a lock is taken over',
  entries: [
    { id: 'durability:I1', says: 'a lease that has not run out is never taken from a holder that lives' },
    {
      id: 'durability:I2',
      says: 'a lock whose expiry and grace have passed is taken by exactly one of those who want it',
    },
    {
      id: 'durability:I3',
      says: 'grace begins at expiry: in every state that can be reached, a lease that lapsed within its grace is left alone',
    },
    {
      id: 'durability:I4',
      says: 'a row of a writer that kept no heartbeat can be taken once it has expired, and a migration does not make its live holder look dead',
      tested: [
        {
          file: 'test/upgrades/promises.ts',
          name: 'a lock without a heartbeat may be taken once it has expired and not before, and its holder was alive at the upgrade',
        },
      ],
    },
    {
      id: 'durability:I5',
      says: 'the grace is that of the holder, kept in the row, and not what the contender would choose',
    },
    {
      id: 'durability:I6',
      says: 'a lock of this host that is no longer young, and whose holder is proven dead, is taken before its lease runs out',
    },
    {
      id: 'durability:I7',
      says: 'a process that may not be probed counts as alive',
      tested: [{ file: 'test/unit/runtime/liveness.test.ts', name: 'is what signal 0 came to: %s' }],
    },
    {
      id: 'durability:I8',
      says: 'an unknown answer to a probe, or a pid that is none, proves no death, and zero and negative pids are never probed',
      tested: [{ file: 'test/unit/runtime/liveness.test.ts', name: 'is not taken at %s, which is no pid' }],
    },
    {
      id: 'durability:I9',
      says: 'a lock whose holder is dead is left alone while it is younger than the age floor',
    },
    {
      id: 'durability:I10',
      says: 'a holder on another host is never probed: its expiry alone counts',
    },
    {
      id: 'durability:I11',
      says: 'a holder with our host name and our pid that is another instance of a process is dead',
      tested: [
        {
          file: 'test/unit/runtime/liveness.test.ts',
          name: 'has the host that it is told, which lets who comes after a restart know the dead (durability:I11)',
        },
      ],
    },
    {
      id: 'durability:I12',
      says: 'where containers share a volume but not their pids, pids prove nothing and the heartbeat decides',
      tested: [
        {
          file: 'test/unit/runtime/liveness.test.ts',
          name: 'has another host in another pid namespace, which lasts no longer than the boot (durability:I12)',
        },
      ],
    },
    {
      id: 'durability:I13',
      says: 'a resource that two writers would corrupt is never taken from a living process, however old its heartbeat',
    },
    {
      id: 'durability:I14',
      says: 'what is removed for a takeover is the very row that was judged, and nothing that came after',
    },
    {
      id: 'durability:I15',
      says: 'comparing the judged row with the stored one survives the rounding of drivers, so that no eviction is silently in vain',
    },
    { id: 'durability:I16', says: 'a reaper touches only the names that it was allowed to' },
    {
      id: 'durability:I17',
      says: 'waiting for a takeover ends with the lock once the holder can be replaced, at once where the holder lives, and at its bound at the latest',
    },
    {
      id: 'durability:I18',
      says: 'breaking a lock by hand goes by the judgement of a takeover, spares a holder that renews, and warns where it is forced',
    },
    {
      id: 'durability:I19',
      says: 'running means that heartbeats arrive, not that work advances, and no pid is probed to find it out',
    },
  ],
}
