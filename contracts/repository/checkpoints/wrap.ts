/** How wrappers around checkpoints are made. */
import type { Ground, PortMutant } from '../../contract.ts'
import { kept, replacing } from '../../wrap.ts'
import type { CheckpointKey, Checkpoints, CheckpointShown } from './port.ts'

type Override = (inner: Checkpoints, ground: Ground) => Partial<Checkpoints>

/** A port mutant of checkpoints. */
export function checkpointMutant(
  id: string,
  facts: Pick<PortMutant, 'law' | 'says' | 'source' | 'needs'>,
  override: Override,
): PortMutant {
  return { id: `checkpoints~${id}`, kind: 'port', ...facts, wrap: replacing(override) }
}

/** Checkpoints that know their keys by something else. */
export function withKeys(inner: Checkpoints, to: (key: CheckpointKey) => CheckpointKey): Partial<Checkpoints> {
  return {
    begin: (key, options) => inner.begin(to(key), options),
    append: (key, epoch, items) => inner.append(to(key), epoch, items),
    fail: (key, epoch, items) => inner.fail(to(key), epoch, items),
    replace: (key, epoch, items) => inner.replace(to(key), epoch, items),
    finish: (key, epoch, options) => inner.finish(to(key), epoch, options),
    inspect: (key) => inner.inspect(to(key)),
  }
}

/** Checkpoints that keep another item in the place of each that they are given. */
export function withItems(inner: Checkpoints, to: (item: string) => string): Partial<Checkpoints> {
  return {
    append: (key, epoch, items) => inner.append(key, epoch, items.map(to)),
    fail: (key, epoch, items) => inner.fail(key, epoch, items.map(to)),
    replace: (key, epoch, items) => inner.replace(key, epoch, items.map(to)),
  }
}

/** Checkpoints whose answers show a set in another way. */
export function withDone(
  inner: Checkpoints,
  shown: (done: readonly string[], key: CheckpointKey) => readonly string[],
): Partial<Checkpoints> {
  return {
    async begin(key, options) {
      const begun = await inner.begin(key, options)
      return { ...begun, done: shown(begun.done, key) }
    },
    async inspect(key) {
      const found = await inner.inspect(key)
      return found.status === 'running' ? { ...found, done: shown(found.done, key) } : found
    },
  }
}

export type RunShown = CheckpointShown<string> & { readonly status: 'running' }

/** The run of a key, if it is the one with this epoch. */
export async function runOf(inner: Checkpoints, key: CheckpointKey, epoch: number): Promise<RunShown | undefined> {
  const found = await inner.inspect(key)
  return found.status === 'running' && found.epoch === epoch ? found : undefined
}

/** The epoch of whatever run the key has: what a call goes by that does not look at the epoch it is given. */
export async function currentEpoch(inner: Checkpoints, key: CheckpointKey, epoch: number): Promise<number> {
  const found = await inner.inspect(key)
  return found.status === 'running' ? found.epoch : epoch
}

/**
 * The epoch of whatever run the key has by now, if a look before it found the run with this epoch: what a call goes by that
 * checks first and acts then.
 */
export async function checkedEpoch(inner: Checkpoints, key: CheckpointKey, epoch: number): Promise<number | undefined> {
  return (await runOf(inner, key, epoch)) && currentEpoch(inner, key, epoch)
}

/** What a wrapper keeps by key, shared by the sessions of a place in one process. */
export function keptByKey<Kept>(ground: Ground, what: string, none: () => Kept): (key: CheckpointKey) => Kept {
  return (key) => kept(ground, `${what} ${JSON.stringify(key)}`, none)
}

/** Checkpoints whose epochs look different from outside: `shown` gives the look, `real` takes it back. */
export function withEpochs(
  inner: Checkpoints,
  shown: (key: CheckpointKey, epoch: number) => number,
  real: (key: CheckpointKey, epoch: number) => number,
): Partial<Checkpoints> {
  return {
    async begin(key, options) {
      const begun = await inner.begin(key, options)
      return { ...begun, epoch: shown(key, begun.epoch) }
    },
    append: (key, epoch, ...rest) => inner.append(key, real(key, epoch), ...rest),
    fail: (key, epoch, ...rest) => inner.fail(key, real(key, epoch), ...rest),
    replace: (key, epoch, ...rest) => inner.replace(key, real(key, epoch), ...rest),
    finish: (key, epoch, options) => inner.finish(key, real(key, epoch), options),
    async inspect(key) {
      const found = await inner.inspect(key)
      return found.status === 'running' ? { ...found, epoch: shown(key, found.epoch) } : found
    },
  }
}
