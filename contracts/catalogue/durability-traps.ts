/** Traps: designs that look sound and are not. */
import type { Group } from './entry.ts'

export const traps: Group = {
  title: 'Traps',
  entries: [
    {
      id: 'durability:T1',
      says: 'a fence on the lock row alone lets a holder that was paused go on writing to what the lock protects',
      restates: ['durability:J6', 'durability:D22'],
      rest: ['runs'],
    },
    {
      id: 'durability:T2',
      says: 'a load that failed and reads as no progress sets a new pin beside the old items, which are then skipped for ever',
      restates: ['durability:F6', 'durability:A14'],
    },
    {
      id: 'durability:T3',
      says: 'a clear whose failure is swallowed makes a later run skip what it must do again',
      restates: ['durability:D12'],
    },
    {
      id: 'durability:T4',
      says: 'an append that comes late brings back a checkpoint that was cleared',
      restates: ['durability:D22'],
    },
    {
      id: 'durability:T5',
      says: 'a pin and items that age separately are purged separately, and the items outlive their pin',
      restates: ['durability:D13'],
    },
    {
      id: 'durability:T6',
      says: 'a grace that counts from the last renewal instead of expiry protects nothing',
      restates: ['durability:I3'],
    },
    {
      id: 'durability:T7',
      says: 'a heartbeat shows that a timer runs, so that work that hangs keeps its lock for ever',
      restates: ['durability:F17'],
    },
    {
      id: 'durability:T8',
      says: 'cleanups that all start at once let a lock go before the flush that it protects',
      restates: ['durability:G2', 'durability:G3', 'durability:G4', 'durability:G5'],
    },
    {
      id: 'durability:T9',
      says: 'an error of the store that reads as absence turns a blip into the failure of live tasks',
      restates: ['durability:A14', 'durability:P5', 'durability:Q15'],
      rest: ['supervision'],
    },
    {
      id: 'durability:T10',
      says: 'several clocks in one judgement make locks immortal, or let them be taken too early',
      restates: ['durability:H10', 'durability:K5'],
      rest: ['runs'],
    },
    {
      id: 'durability:T11',
      says: 'a pid by itself proves neither life nor death: pids are reused, hidden, shared by containers and kept by zombies',
      restates: ['durability:I7', 'durability:I8', 'durability:I12', 'durability:P11'],
    },
    {
      id: 'durability:T12',
      says: 'a host name and a pid that come again after a restart make one instance pass for another',
      restates: ['durability:I11'],
    },
    {
      id: 'durability:T13',
      says: 'to check in one step and to act in another is a race between processes',
      restates: ['durability:H1', 'durability:O1', 'durability:P4', 'durability:P7'],
      rest: ['supervision'],
    },
    {
      id: 'durability:T14',
      says: 'a worker that is registered after its spawn may have done damage before it loses the race',
      restates: ['durability:N5'],
    },
    {
      id: 'durability:T15',
      says: 'a worker that is removed before its process ends or its task is settled makes the registry a false witness',
      restates: ['durability:N8', 'durability:N9'],
    },
    {
      id: 'durability:T16',
      says: 'the death of an owner does not end its child, which goes on working beside the retry',
      restates: ['durability:P10'],
    },
    {
      id: 'durability:T17',
      says: 'a state and its event that are written separately can be parted by a crash, and dependants wait for ever',
    },
    {
      id: 'durability:T18',
      says: 'output that is flushed by several hands at once is reordered, cut short or brought back',
      restates: ['durability:Q5', 'durability:Q6', 'durability:Q7', 'durability:Q11'],
    },
    {
      id: 'durability:T19',
      says: 'saving all output at every flush costs the square of its length',
      restates: ['durability:D2', 'durability:Q3'],
    },
    {
      id: 'durability:T20',
      says: 'a claim whose acknowledgement was lost leaves its job idle until the lease runs out',
    },
    {
      id: 'durability:T21',
      says: 'a token made of a name and a time is not unique within a millisecond, or after a step of the clock',
    },
    {
      id: 'durability:T22',
      says: 'lanes that quietly share one pool promise an isolation that is not there',
      restates: ['durability:C14'],
    },
    {
      id: 'durability:T23',
      says: 'a timer on the very loop that it watches does not fire when that loop is blocked',
      restates: ['durability:E15', 'durability:F18'],
    },
    {
      id: 'durability:T24',
      says: 'taking over a stale lock file by removing and creating it can remove the lock of another who was faster',
      restates: ['durability:M2'],
    },
    {
      id: 'durability:T25',
      says: 'on SQLite a deferred transaction that upgrades fails at once, and lax settings or a network disk lose commits or locks',
    },
    {
      id: 'durability:T26',
      says: 'failures that are counted before they are classified blame items for an outage, or hide a store that is dead',
      restates: ['durability:F15', 'durability:K12'],
    },
    {
      id: 'durability:T27',
      says: 'secrets in connection strings leak into records through the text of errors',
      tested: [
        {
          file: 'test/unit/adapters/postgres/secrets.test.ts',
          name: 'holds no password, however far one looks: %s',
        },
      ],
    },
    {
      id: 'durability:T28',
      says: 'recovery at the start only leaves behind the ghosts of processes that die later',
      restates: ['durability:P9'],
    },
    {
      id: 'durability:T29',
      says: 'a lock that stays busy behind a stuck holder makes every scheduled run skip, and all looks well',
      open: 'runs',
    },
    {
      id: 'durability:T30',
      says: 'writing without the lock after waiting for it in vain is worse than either',
      restates: ['durability:M7'],
    },
  ],
}
