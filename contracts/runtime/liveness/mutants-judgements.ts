/** Judgements of processes that go wrong in one way each. */
import type { Mutant, PortMutant } from '../../contract.ts'
import type { Identity } from '../../values.ts'
import { noStart } from '../../values.ts'
import { kept, replacing } from '../../wrap.ts'
import { makersOf } from '../laws.ts'
import type { Liveness, LivenessPart, LivenessStatus, ProcessLook } from './part.ts'

const { mutant } = makersOf('liveness', 'leases')

type Fault = Parameters<typeof mutant>[0]

type Question = readonly [of: Identity, here: Identity, look: (pid: number) => ProcessLook]

type Judge = (...question: Question) => Liveness | Promise<Liveness>

function judging(fault: Fault, judge: (inner: Judge, ...question: Question) => ReturnType<Judge>): PortMutant {
  return mutant(
    fault,
    replacing<LivenessPart>((inner) => {
      const judgeInner: Judge = (...question) => inner.judge(...question)
      return { judge: (...question) => judge(judgeInner, ...question) }
    }),
  )
}

/** Judges by what a look shows, where it shows this, as if it had shown something else. */
function seeing(fault: Fault, change: (look: ProcessLook, of: Identity) => ProcessLook): PortMutant {
  return judging(fault, (judge, of, here, look) => judge(of, here, (pid) => change(look(pid), of)))
}

/** Judges another identity in the place of the one that is asked for. */
function mistaking(fault: Fault, change: (of: Identity, here: Identity) => Partial<Identity>): PortMutant {
  return judging(fault, (judge, of, here, look) => judge({ ...of, ...change(of, here) }, here, look))
}

function as(status: LivenessStatus): Liveness {
  return { status, why: 'so it seems' }
}

const looked: readonly PortMutant[] = [
  seeing(
    {
      words: 'forbidden-is-dead',
      law: 'forbidden-is-alive',
      says: 'a process that may not be probed is taken for gone',
      source: ['durability:I7'],
    },
    (look) => (look.status === 'forbidden' ? { status: 'none' } : look),
  ),
  seeing(
    {
      words: 'any-error-is-dead',
      law: 'unknown-is-not-dead',
      says: 'whatever a probe throws means that the process is gone',
      source: ['durability:I8'],
    },
    (look) => (look.status === 'failed' ? { status: 'none' } : look),
  ),
  seeing(
    {
      words: 'zombie-is-alive',
      law: 'gone-is-dead',
      says: 'a process that has ended counts as there until its parent waits for it',
      source: ['durability:I6'],
    },
    (look) => (look.status === 'zombie' ? { status: 'there' } : look),
  ),
  seeing(
    {
      words: 'gone-is-unknown',
      law: 'gone-is-dead',
      says: 'a process that is not there is nothing that anybody knows of',
      source: ['durability:I6'],
    },
    (look) => (look.status === 'none' ? { status: 'failed', code: 'ESRCH' } : look),
  ),
  seeing(
    {
      words: 'bare-pid',
      law: 'recycled-pid-is-dead',
      says: 'whatever process has the pid is taken for the one that is meant',
      source: ['durability:P11'],
    },
    (look) => (look.status === 'there' ? { status: 'there' } : look),
  ),
  seeing(
    {
      words: 'untold-start-is-dead',
      law: 'running-is-alive',
      says: 'a start that is not told is compared like any other',
      source: ['durability:P11'],
    },
    (look, { pidStart }) =>
      look.status === 'there' && (look.pidStart ?? noStart) !== pidStart ? { status: 'none' } : look,
  ),
]

const compared: readonly PortMutant[] = [
  judging(
    {
      words: 'no-pid-is-dead',
      law: 'unknown-is-not-dead',
      says: 'a pid that cannot be is taken for one that is gone',
      source: ['durability:I8'],
    },
    (judge, of, here, look) => (of.pid < 1 && of.instance !== here.instance ? as('dead') : judge(of, here, look)),
  ),
  mistaking(
    {
      words: 'looks-at-the-namesake',
      law: 'elsewhere-is-unknown',
      says: 'the pid of a holder on another host is looked for on this one',
      source: ['durability:I10'],
    },
    (_, { host }) => ({ host }),
  ),
  mistaking(
    {
      words: 'reads-half-the-host',
      law: 'elsewhere-is-unknown',
      says: 'the name of a host is read without the pid namespace',
      source: ['durability:I12'],
    },
    ({ host }) => ({ host: host.replace(/\/.*/, '') }),
  ),
  judging(
    {
      words: 'looks-before-it-thinks',
      law: 'looks-within-sight',
      says: 'every pid is looked at first, and judged then',
      source: ['durability:I10'],
    },
    (judge, of, here, look) => {
      const seen = of.pid >= 1 ? look(of.pid) : undefined
      return judge(of, here, (pid) => seen ?? look(pid))
    },
  ),
  judging(
    {
      words: 'looks-at-groups',
      law: 'looks-within-sight',
      says: 'a negative pid is looked at, which asks for a group of processes',
      source: ['durability:I8', 'kill(2)'],
    },
    (judge, of, here, look) => {
      if (of.pid < 1) look(of.pid)
      return judge(of, here, look)
    },
  ),
  judging(
    {
      words: 'our-pid-lives',
      law: 'recycled-pid-is-dead',
      says: 'a holder with our pid is taken for us, and so for alive',
      source: ['durability:I11'],
    },
    (judge, of, here, look) =>
      of.pid === here.pid && of.host === here.host && of.boot === here.boot ? as('alive') : judge(of, here, look),
  ),
  judging(
    {
      words: 'second-copy-is-dead',
      law: 'running-is-alive',
      says: 'another instance with our pid is taken for one before us, though it started when we did',
      source: ['durability:I11'],
    },
    (judge, of, here, look) =>
      of.pid === here.pid && of.host === here.host && of.instance !== here.instance
        ? as('dead')
        : judge(of, here, look),
  ),
  judging(
    {
      words: 'untold-start-is-before',
      law: 'unknown-is-not-dead',
      says: 'another instance with our pid is taken for one before us where a start is not told',
      source: ['durability:I8'],
    },
    async (judge, of, here, look) => {
      const reading = await judge(of, here, look)
      const isUntold = of.pidStart === noStart || here.pidStart === noStart
      return of.pid === here.pid && reading.status === 'unknown' && isUntold && of.host === here.host
        ? as('dead')
        : reading
    },
  ),
  mistaking(
    {
      words: 'boot-is-no-matter',
      law: 'earlier-boot-is-dead',
      says: 'a process of an earlier boot is looked for among those of this one',
      source: ['durability:P11'],
    },
    (_, { boot }) => ({ boot }),
  ),
]

/** Remembers of a pid that it was dead: nobody tells it when that is given to another. */
const remembering: PortMutant = mutant(
  {
    words: 'remembers-the-dead',
    law: 'agrees-with-model',
    says: 'a pid that was dead once is dead from then on',
    source: ['durability:P11'],
  },
  replacing<LivenessPart>((inner, ground) => {
    const dead = kept(ground, 'dead pids', () => new Set<string>())
    return {
      async judge(of, here, look) {
        const known = `${of.instance} ${of.host} ${of.pid}`
        const reading = dead.has(known) ? as('dead') : await inner.judge(of, here, look)
        if (reading.status === 'dead') dead.add(known)
        return reading
      },
    }
  }),
)

/** Faults of who judges a process. */
export const judgementMutants: readonly Mutant[] = [...looked, ...compared, remembering]
