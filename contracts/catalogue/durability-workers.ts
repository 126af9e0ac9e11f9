/** Worker processes: who is registered, who may start, and what follows a death. */
import type { Group } from './entry.ts'

export const registry: Group = {
  title: 'The registry of workers',
  entries: [
    {
      id: 'durability:N1',
      says: 'a second worker for a task is refused with a typed conflict, and the first stays as it is',
    },
    {
      id: 'durability:N2',
      says: 'a conflict over the worker is told apart from a conflict over the task',
    },
    {
      id: 'durability:N3',
      says: 'no worker is registered for a task that does not exist, and none outlives its task',
    },
    {
      id: 'durability:N4',
      says: 'a worker that loses the claim is skipped: it cleans up after itself, and task, winner and dependants do not notice',
      open: 'supervision',
    },
    {
      id: 'durability:N5',
      says: 'a task is reserved before anything is spawned, so that at most one process ever starts for it',
    },
    {
      id: 'durability:N6',
      says: 'a crash between reservation and start leaves a row that names its owner, so that recovery can judge it',
    },
    {
      id: 'durability:N7',
      says: 'removing a worker twice is harmless, finding none is an empty answer, and the count agrees with the rows',
    },
    { id: 'durability:N8', says: 'a worker is removed only once its process is known to be gone', open: 'supervision' },
    {
      id: 'durability:N9',
      says: 'the final state of a task is durable before its worker is removed, or in the same step',
    },
    {
      id: 'durability:N10',
      says: 'a worker in memory and its row carry one and the same time, read from the clock once',
    },
    { id: 'durability:N11', says: 'a damaged row is reported as such and hides no other' },
    {
      id: 'durability:N12',
      says: 'a heartbeat says whether it reached a row, and only the owner can send it',
    },
    {
      id: 'durability:N13',
      says: 'removing the workers of an owner touches no other owner, and a method that nothing calls does not exist',
    },
    {
      id: 'durability:N14',
      says: 'counts against a cap leave out workers whose owner is provably dead',
    },
  ],
}

export const admission: Group = {
  title: 'Who may start',
  entries: [
    {
      id: 'durability:O1',
      says: 'the number of active workers never exceeds the cap, over all processes and in every order of events',
    },
    { id: 'durability:O2', says: 'where workers cannot be counted, none is spawned', open: 'supervision' },
    {
      id: 'durability:O3',
      says: 'a worker that has just started adds to the expected load for exactly the set time, and not a second time to the cap',
      open: 'supervision',
    },
    {
      id: 'durability:O4',
      says: 'spawns of a process follow one another with a minimum gap, though they are asked for at once',
      open: 'supervision',
    },
    {
      id: 'durability:O5',
      says: 'a spawn that was denied or delayed is tried again, and the timers for it do not multiply',
      open: 'supervision',
    },
    {
      id: 'durability:O6',
      says: 'where a worker cannot be registered its process is killed, and no timer or connection is left',
      open: 'supervision',
    },
    {
      id: 'durability:O7',
      says: 'a timeout of zero, below zero or undefined sets no timer, and one beyond the range of timers does not fire at once',
      open: 'supervision',
    },
  ],
}

export const recovery: Group = {
  title: 'Recovery',
  entries: [
    {
      id: 'durability:P1',
      says: 'where an owner is dead its worker row goes, its task fails with the crash code, and one event resolves the dependants',
      rest: ['supervision'],
    },
    {
      id: 'durability:P2',
      says: 'what belongs to an owner that lives, or that may not be probed, is left alone',
      open: 'supervision',
    },
    {
      id: 'durability:P3',
      says: 'a running task without a worker fails, and one with a live worker is left alone',
      open: 'supervision',
    },
    { id: 'durability:P4', says: 'recovery never changes a final state, in any order of events', open: 'supervision' },
    {
      id: 'durability:P5',
      says: 'a lookup that failed is not taken for absence: the task is left alone',
      open: 'supervision',
    },
    {
      id: 'durability:P6',
      says: 'recovery may run twice, in two processes, or die at any step, and still gives one event for each failure',
      open: 'supervision',
    },
    {
      id: 'durability:P7',
      says: 'a waiting task is queued again once, a blocked one is not, and no two processes run the same one',
      open: 'supervision',
    },
    { id: 'durability:P8', says: 'dead workers are swept before running tasks are judged', open: 'supervision' },
    { id: 'durability:P9', says: 'recovery runs at intervals too, and not at the start only', open: 'supervision' },
    {
      id: 'durability:P10',
      says: 'a task is not started again beside a process of it that still runs',
      open: 'supervision',
    },
    {
      id: 'durability:P11',
      says: 'a process is known by host, boot, pid and start time, so that another with its pid is not mistaken for it',
      tested: [
        {
          file: 'test/unit/runtime/liveness.test.ts',
          name: 'shows a child that runs, one that has ended before its parent heard of it, and one that is gone',
        },
      ],
    },
    {
      id: 'durability:P12',
      says: 'at the first start with a new registry tasks that seem to run fail once, and the documentation says so',
      open: 'supervision',
    },
    {
      id: 'durability:P13',
      says: 'an owner whose heartbeats stop while its process lives is warned about at least',
      open: 'supervision',
    },
    {
      id: 'durability:P14',
      says: 'where one link in the evidence of life is unknown, nothing is touched',
      open: 'supervision',
    },
    {
      id: 'durability:P15',
      says: 'retention removes finished tasks past their window with all their bytes, and nothing else',
      rest: ['supervision'],
    },
  ],
}
