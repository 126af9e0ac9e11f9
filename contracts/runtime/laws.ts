/** How the laws and mutants of a part are made: what they all share is said once. */
import type { Ground, PortMutant } from '../contract.ts'
import type { Generator, Judge, Lab, Surprise } from '../lab.ts'
import { onOneSession } from '../lab.ts'
import type { Law, Suite } from '../law.ts'
import type { AnyPort } from '../port.ts'
import { showAtLength } from '../show.ts'
import type { Json } from '../values.ts'

/** What a law says, and what it cites; the mutants without the name of the part. */
export interface Says {
  readonly words: string
  readonly says: string
  readonly source: readonly string[]
  readonly mutants: readonly string[]
}

/** A scene with what is due of it: says what was due where it was not so. */
export interface DueScene {
  readonly scene: string
  readonly argument: Json
  readonly due: (seen: unknown) => string | undefined
}

/** The makers of one part. */
export interface PartMakers {
  /** a law of every scene that the generator makes */
  readonly always: <Command>(
    says: Says,
    search: { readonly scripts: Generator<Command>; readonly judge: Judge; readonly marks: readonly string[] },
  ) => Law
  /** a law of scenes that are listed */
  readonly listed: (says: Says, scenes: () => readonly DueScene[]) => Law
  /** a mutant; its law without the name of the part */
  readonly mutant: (
    fault: Omit<Says, 'mutants'> & { readonly law: string },
    wrap: (inner: AnyPort, ground: Ground) => AnyPort,
  ) => PortMutant
}

/** Scripts after which a law of scenes of one kind has seen what it can: a part keeps nothing from one to the next. */
const scriptsEnough = 40

/** Plays the scenes one after the other, up to the first that is not as it is due. */
function playing(lab: Lab, scenes: readonly DueScene[]): Promise<void> {
  return onOneSession(lab, async (session): Promise<Surprise | undefined> => {
    for (const { scene, argument, due } of scenes) {
      const outcome = await session.call(scene, argument)
      const expected = outcome.status === 'ok' ? due(outcome.value) : 'a scene that ends'
      const observed = showAtLength(outcome.status === 'ok' ? outcome.value : outcome)
      if (expected !== undefined) return { expected: `${expected}, of ${showAtLength(argument)}`, observed }
    }
    return undefined
  })
}

/** The makers of laws and mutants of a part. */
export function makersOf(part: string, suite: Suite = 'faults'): PartMakers {
  const plain = ({ words, says, source, mutants }: Says): Omit<Law, 'from' | 'check'> => ({
    id: `${part}/${words}`,
    says,
    suite,
    level: 'must',
    needs: { ports: [part] },
    source,
    mutants: mutants.map((mutant) => `${part}~${mutant}`),
    since: '0.1.0',
  })
  return {
    always: (says, { scripts, judge, marks }) => ({
      ...plain(says),
      from: 'T1',
      to: 'T1',
      marks,
      check: (lab) => lab.hunt({ scripts, faults: [], judge, enough: scriptsEnough }),
    }),
    listed: (says, scenes) => ({
      ...plain(says),
      from: 'T0',
      to: 'T0',
      check: (lab) => playing(lab, scenes()),
    }),
    mutant: ({ words, law, says, source }, wrap) => ({
      id: `${part}~${words}`,
      law: `${part}/${law}`,
      says,
      source,
      kind: 'port',
      wrap,
    }),
  }
}
