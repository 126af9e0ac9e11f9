/** The law of checkpoints whose session waits for its data. */
import { answerOf, dueBeside, whileDataWaits } from '../../lanes.ts'
import type { BesideData } from '../../lanes.ts'
import type { Surprise } from '../../lab.ts'
import type { Law } from '../../law.ts'
import type { Value } from '../../values.ts'
import { keyNamed } from './keys.ts'

const key: Value = keyNamed('a')

/** Begins a run beside data that waits, keeps items, and finds them again. */
async function lands(beside: BesideData): Promise<Surprise | undefined> {
  const begun = await beside.call('begin', key, { pin: 'p' })
  const value = begun !== 'waits for data' && begun.status === 'ok' ? begun.value : undefined
  const { epoch } = (value ?? {}) as { readonly epoch?: number }
  if (epoch === undefined) return { expected: 'begin answers an epoch while data waits', observed: answerOf(begun) }
  for (const item of ['x', 'y']) {
    const surprise = await dueBeside(beside, 'appended', 'append', key, epoch, [item])
    if (surprise) return surprise
  }
  const shown = await beside.call('inspect', key)
  const found = shown !== 'waits for data' && shown.status === 'ok' ? shown.value : undefined
  const { done = [] } = (found ?? {}) as { readonly done?: readonly string[] }
  if (['x', 'y'].some((item) => !done.includes(JSON.stringify(item))))
    return {
      expected: 'inspect shows the items x and y while data waits',
      observed: `${answerOf(shown)}, done: ${done.join(', ')}`,
    }
  return dueBeside(beside, 'finished', 'finish', key, epoch)
}

/** The laws of lanes. */
export const laneLaws: readonly Law[] = [
  {
    id: 'checkpoints/lands-while-data-waits',
    says: 'progress is written and read though every connection for data waits, and no change of data is lost by it',
    suite: 'coordination',
    level: 'must',
    from: 'T0',
    to: 'T0',
    needs: { ports: ['checkpoints', 'outputs'], sharing: 'thread' },
    source: ['durability:C4', 'durability:C5'],
    mutants: ['checkpoints~appends-by-data-lane', 'checkpoints~reads-by-data-lane'],
    since: '0.1.0',
    check: (lab) => whileDataWaits(lab, ['begin', keyNamed('b'), { pin: 'p' }], lands),
  },
]
