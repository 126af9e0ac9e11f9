/** The rows of scenes, and listings read to their end. */
import { isRef } from '../../repository/refs.ts'
import type { Ref } from '../../values.ts'
import type { OutputKey } from '../../repository/outputs/port.ts'

/** What a row holds. */
export interface RowValue {
  readonly token: number
  readonly first?: Ref
  readonly files: ReadonlyMap<string, readonly Ref[]>
}

/** The refs of a row, wherever in it they are: its first, and those that lie in the lists of its map. */
export function refsOfRow(value: unknown): readonly Ref[] {
  const { first, files } = value as RowValue
  return [first, ...[...files.values()].flat()].filter((ref) => isRef(ref))
}

/** The text of a key: no two keys have the same. */
export function keyText({ task, input }: OutputKey): string {
  return JSON.stringify([task, input])
}
