/**
 * Checkpoints on the disk: a register a key, which is never removed, so that its epochs rise for ever. Its facts are the run,
 * its items and streaks a chain of deltas, so that a call costs its items (durability:D2). What a run's own epoch may do, a
 * visit judges by the state that it changes: an epoch that is superseded changes nothing.
 */
import type { CheckpointRows, Clock } from '../../contracts/index.ts'
import { StoreError } from '../../contracts/errors.ts'
import { flag, listOf, moment, orAbsent, orNull, rowOf, rowReader, text, wholeFrom } from '../../src/core/rows.ts'
import { sumOver } from './bulk.ts'
import type { Link } from './chain.ts'
import { Chains } from './chain.ts'
import type { InFile, OldList } from './old-files.ts'
import { Rack } from './place.ts'
import type { Delta } from './progress.ts'
import { Progress, progressDeltas } from './progress.ts'
import type { Address } from './register-folder.ts'
import type { Current, Step, Visits } from './register.ts'
import { digestOf } from './state-file.ts'

/** The facts of a key's state. Without a pin no run is unfinished. */
type Facts = {
  readonly key: string
  readonly epoch: number
  readonly pin: string | null
  readonly anchor: string | null
  readonly touchedAtMs: number
  /** the chain but for its last delta, which is the body of this state */
  readonly links: readonly Link[]
  /** of the body, in characters; 0 where it holds no delta */
  readonly length: number
  /** the last list of version 0 that was taken up here; absent where none was */
  readonly old?: OldTaken
}

type OldTaken = {
  /** the digest of its file */
  readonly mark: string
  /** whether the run is that of the list, and ends with it */
  readonly follows: boolean
}

const readOld = { mark: text, follows: flag }

/** The facts of a run that is unfinished. */
type RunFacts = Facts & { readonly pin: string }

const readFacts = rowReader<Facts>('checkpoints', {
  key: text,
  epoch: wholeFrom(1),
  pin: orNull(text),
  anchor: orNull(text),
  touchedAtMs: moment,
  links: listOf({ name: text, length: wholeFrom(1) }),
  length: wholeFrom(0),
  old: orAbsent(rowOf<OldTaken>(readOld)),
})

async function factsOf(current: Current): Promise<Facts> {
  return readFacts((await current.line()).facts, current.name)
}

function isRun(facts: Facts): facts is RunFacts {
  return facts.pin !== null
}

/** What is known of a key, its progress read when it is asked for. */
interface Standing {
  readonly facts: Facts
  readonly progress: () => Promise<Progress>
}

/** What a call leads to: an answer, and where it changes anything, the facts that change, and a delta. */
interface Effect<Answer> {
  readonly answer: Answer
  readonly facts?: Partial<Facts>
  readonly change?: Delta
  /** whether the delta is all that the chain holds from now on */
  readonly anew?: boolean
}

type Work<Answer> = (standing: Standing) => Promise<Effect<Answer>>

/** What is left where the items of a run go: its streaks. */
async function emptied({ progress }: Standing): Promise<Required<Pick<Effect<never>, 'change' | 'anew'>>> {
  return { change: { added: [], streaks: (await progress()).streaksWithout([]) }, anew: true }
}

/** The list of version 0 says nothing of a run any more that ends, or of one that begins. */
function parted({ old }: Facts): Pick<Facts, 'old'> {
  return old ? { old: { ...old, follows: false } } : {}
}

/** What a call shows of a run. */
function shown({ epoch, pin, anchor, touchedAtMs }: RunFacts, progress: Progress) {
  return { epoch, pin, done: [...progress.done], failing: progress.failing(), anchor, touchedAtMs }
}

function isNothing(change: Delta | undefined): boolean {
  return !change || (change.added.length === 0 && change.streaks.length === 0)
}

function linksOf({ links, length }: Facts, { name }: Current): readonly Link[] {
  return length === 0 ? links : [...links, { name, length }]
}

/** The checkpoints of one session. */
class Ledger {
  readonly rack: Rack
  readonly #registers: Visits
  readonly #chains: Chains<Delta, Progress>

  constructor(place: string, registers: Visits, chains: Chains<Delta, Progress>) {
    this.rack = Rack.of(place, 'checkpoints')
    this.#registers = registers
    this.#chains = chains
  }

  /** Does a call's work at a key. */
  of<Answer>(key: string, work: Work<Answer>): Promise<Answer> {
    const address = this.rack.at(digestOf(key))
    const none = { key, epoch: 0, pin: null, anchor: null, touchedAtMs: 0, links: [], length: 0 }
    return this.#registers.visit(address, async (current) => {
      const facts = current ? await factsOf(current) : none
      if (facts.key !== key) throw new StoreError('CORRUPT', 'the row of another key')
      return this.#step(address, current, facts, work)
    })
  }

  /** Does some work at whatever key is there; gives `none` where there is none. */
  at<Answer>(address: Address, none: Answer, work: Work<Answer>): Promise<Answer> {
    return this.#registers.visit(address, async (current) =>
      current ? this.#step(address, current, await factsOf(current), work) : { answer: none },
    )
  }

  async #step<Answer>(
    { path }: Address,
    current: Current | undefined,
    facts: Facts,
    work: Work<Answer>,
  ): Promise<Step<Answer>> {
    const links = current ? linksOf(facts, current) : []
    const effect = await work({ facts, progress: () => this.#chains.wholeOf(path, current, links) })
    if (!effect.facts) return { answer: effect.answer }
    const { anew = false } = effect
    const change = isNothing(effect.change) ? undefined : effect.change
    const before = anew ? [] : links
    const { kept, body } = await this.#chains.continued(current, before, change)
    const next = { ...facts, ...effect.facts, links: kept, length: body.length }
    return {
      answer: effect.answer,
      next: { facts: next, keeps: kept.map(({ name }) => name), body },
      published: (name) =>
        this.#chains.published(path, before, change, body === '' ? kept : [...kept, { name, length: body.length }]),
    }
  }
}

type Changes = Pick<CheckpointRows, 'append' | 'fail' | 'replace' | 'finish'>

/** What a run's own epoch may do; any other is superseded, and nothing is written. */
function openRuns(ledger: Ledger, clock: Clock): Changes {
  const asRun = <Answer>(
    key: string,
    epoch: number,
    work: Work<Answer>,
  ): Promise<Answer | { readonly status: 'superseded' }> =>
    ledger.of<Answer | { readonly status: 'superseded' }>(key, async (standing) =>
      isRun(standing.facts) && standing.facts.epoch === epoch ? work(standing) : { answer: { status: 'superseded' } },
    )
  /** The touch of the run by a call with these items; none where there are none. */
  const touch = (items: readonly string[]): Pick<Effect<never>, 'facts'> =>
    items.length > 0 ? { facts: { touchedAtMs: clock.now() } } : {}

  return {
    append: (key, epoch, items) =>
      asRun(key, epoch, async ({ progress }) => {
        const added = (await progress()).newOf(items)
        const answer = { status: 'appended' as const, added: added.length }
        return { answer, ...touch(items), change: { added, streaks: [] } }
      }),
    fail: (key, epoch, items) =>
      asRun(key, epoch, async ({ progress }) => {
        const known = await progress()
        const streaks = known.raised(items, epoch)
        const after = new Progress()
        after.apply({ added: [], streaks: [...known.streaksOf(items), ...streaks] })
        const answer = { status: 'recorded' as const, failing: after.failing() }
        return { answer, ...touch(items), change: { added: [], streaks } }
      }),
    replace: (key, epoch, items) =>
      asRun(key, epoch, async ({ progress }) => {
        const added = [...new Set(items)]
        const streaks = (await progress()).streaksWithout(items)
        const facts = { touchedAtMs: clock.now() }
        return { answer: { status: 'replaced' as const }, facts, change: { added, streaks }, anew: true }
      }),
    finish: (key, epoch, { anchor } = {}) =>
      asRun<Awaited<ReturnType<CheckpointRows['finish']>>>(key, epoch, async (standing) => {
        const { facts } = standing
        if (anchor && anchor.from !== facts.anchor) return { answer: { status: 'moved', anchor: facts.anchor } }
        const after = { pin: null, anchor: anchor?.to ?? facts.anchor }
        return { answer: { status: 'finished' }, facts: { ...after, ...parted(facts) }, ...(await emptied(standing)) }
      }),
  }
}

/** Checkpoints on registers, into which the lists of programs of version 0 are taken up. */
export interface FileCheckpoints extends CheckpointRows {
  /** takes note of the list that such a program has of a key, or has no more */
  takeUp(key: string, list: InFile<OldList> | undefined): Promise<void>
}

/** Takes up a list where no run is unfinished, or the one that is works towards the same pin; a run ends with its list. */
function takingUp(list: InFile<OldList> | undefined): Work<void> {
  return async (standing) => {
    const { facts, progress } = standing
    if (!list) {
      if (facts.old?.follows !== true) return { answer: undefined }
      return { answer: undefined, facts: { pin: null, ...parted(facts) }, ...(await emptied(standing)) }
    }
    const { pin, done, updatedAtMs } = list.row
    if (facts.old?.mark === list.mark || (isRun(facts) && facts.pin !== pin)) return { answer: undefined }
    const after = {
      pin,
      epoch: isRun(facts) ? facts.epoch : facts.epoch + 1,
      touchedAtMs: Math.max(facts.touchedAtMs, updatedAtMs),
      old: { mark: list.mark, follows: true },
    }
    return { answer: undefined, facts: after, change: { added: (await progress()).newOf(done), streaks: [] } }
  }
}

/** A session's checkpoints on its registers; `chains` are those that it remembers. */
export function openCheckpoints(
  place: string,
  registers: Visits,
  clock: Clock,
  chains: Chains<Delta, Progress> = new Chains(progressDeltas),
): FileCheckpoints {
  const ledger = new Ledger(place, registers, chains)
  return {
    takeUp: (key, list) => ledger.of(key, takingUp(list)),
    begin: (key, { pin, discard }) =>
      ledger.of<Awaited<ReturnType<CheckpointRows['begin']>>>(key, async (standing) => {
        const { facts: before, progress } = standing
        const resumed = isRun(before) && before.pin !== discard
        const raised = {
          epoch: before.epoch + 1,
          pin: isRun(before) && resumed ? before.pin : pin,
          touchedAtMs: clock.now(),
        }
        const known = await progress()
        const run = shown({ ...before, ...raised }, known)
        if (resumed) return { answer: { ...run, resumed }, facts: raised }
        const facts = { ...raised, ...parted(standing.facts) }
        return { answer: { ...run, done: [], resumed }, facts, ...(await emptied(standing)) }
      }),
    ...openRuns(ledger, clock),
    async purge({ idleMs }) {
      const latest = clock.now() - idleMs
      const end: Work<number> = async (standing) => {
        if (!isRun(standing.facts) || standing.facts.touchedAtMs > latest) return { answer: 0 }
        return { answer: 1, facts: { pin: null, ...parted(standing.facts) }, ...(await emptied(standing)) }
      }
      return { runs: await sumOver(await ledger.rack.addresses(), (address) => ledger.at(address, 0, end)) }
    },
    inspect: (key) =>
      ledger.of<Awaited<ReturnType<CheckpointRows['inspect']>>>(key, async ({ facts, progress }) => {
        const known = await progress()
        if (isRun(facts)) return { answer: { status: 'running', ...shown(facts, known) } }
        return { answer: { status: 'none', failing: known.failing(), anchor: facts.anchor } }
      }),
  }
}
