/** `mutants`: whether the laws have teeth. */
import { HarnessError } from '../../../contracts/errors.ts'
import type { CaseSize } from '../../harness/case.ts'
import { quantile } from '../../harness/case.ts'
import type { MutantResult } from '../../harness/jobs.ts'
import type { Registry } from '../../harness/registry.ts'
import { unknownName } from '../../harness/registry.ts'
import { isExpected, tryMutants } from '../../harness/try-mutants.ts'
import { houseOf, sourcesOf } from '../house.ts'
import { interruptedCode } from '../interrupt.ts'
import { readShard } from '../numbers.ts'
import type { Outlet } from '../outlet.ts'
import { callTimeoutOf } from '../settings.ts'
import type { Terminal } from '../terminal.ts'
import { begin } from '../work.ts'

export interface MutantsFlags {
  readonly all?: boolean
  readonly id?: readonly string[]
  readonly adapter?: readonly string[]
  readonly shard?: string
  readonly callTimeout?: string
  readonly json?: boolean
  readonly plugin?: readonly string[]
}

/** Tries mutants; 0 where each died by its law and each control passed, 1 where one did not. */
export async function mutants(flags: MutantsFlags, terminal: Terminal): Promise<number> {
  const sources = await sourcesOf({ ...flags }, terminal)
  const callMs = callTimeoutOf(sources).value
  const { plugins, registry, adapters } = await houseOf(sources)
  const known = knownIds(registry)
  const unknown = flags.id?.find((id) => !known.includes(id))
  if (unknown !== undefined)
    throw new HarnessError('UNKNOWN_NAME', `--id: ${unknownName('mutant or control', unknown, known)}`)
  const on = await adapters.all(flags.adapter ?? [...registry.subjects.keys()])
  const show = rowPrinter(
    flags.json ? terminal.err : terminal.out,
    known,
    on.map(({ name }) => name),
  )
  const shard = flags.shard === undefined ? {} : { shard: readShard(flags.shard) }
  const { signal } = begin(terminal)
  const rows = await tryMutants({
    plugins,
    adapters: on,
    all: flags.all === true,
    ...(flags.id ? { ids: flags.id } : {}),
    ...shard,
    callMs,
    signal,
    onResult: show,
  })
  return conclude(rows, signal.aborted, flags.json === true, terminal)
}

function knownIds(registry: Registry): readonly string[] {
  return [...registry.mutants().map(({ mutant }) => mutant.id), ...registry.controls().map(({ control }) => control.id)]
}

/** Prints rows one by one, in columns that fit what may come. */
function rowPrinter(outlet: Outlet, ids: readonly string[], adapters: readonly string[]): (row: MutantResult) => void {
  const width = (texts: readonly string[]): number => Math.max(...texts.map((text) => text.length))
  const [idWidth, adapterWidth] = [width(ids), width(adapters)]
  return (row) => {
    const { id, kind, law, adapter, verdict, refusedBy, cases, ms } = row
    const said = outlet.paint(isExpected(row) ? 'good' : 'bad', verdict.padEnd('inapplicable'.length))
    const by = refusedBy === undefined ? '' : ` by ${refusedBy}`
    const meant = verdict === 'wrong-law' || (verdict === 'survived' && kind !== 'control') ? `, not by ${law}` : ''
    const cost = `${String(cases).padStart(6)} cases ${(ms / 1_000).toFixed(1).padStart(6)} s`
    outlet.line(
      `${id.padEnd(idWidth)}  ${kind.padEnd(7)}  ${adapter.padEnd(adapterWidth)}  ${said}  ${cost}${by}${meant}`,
    )
  }
}

function conclude(rows: readonly MutantResult[], aborted: boolean, json: boolean, { out, err }: Terminal): number {
  const wrong = rows.filter((row) => !isExpected(row))
  const applied = rows.filter(({ verdict }) => verdict !== 'inapplicable')
  if (json) out.line(JSON.stringify(rows, null, 2))
  const summary = json ? err : out
  const [expected, beside] = [applied.length - wrong.length, rows.length - applied.length]
  summary.line(`${aborted ? 'so far: ' : ''}${expected} as they should be, ${wrong.length} not, ${beside} inapplicable`)
  const shrunk = shrunkLine(rows)
  if (shrunk !== undefined) summary.line(shrunk)
  if (wrong.length > 0) summary.line(`not as it should be: ${wrong.map(({ id }) => id).join(', ')}`)
  if (aborted) return interruptedCode
  if (rows.length === 0) throw new HarnessError('USAGE', 'no mutant was tried: this share has none; take fewer shares')
  return wrong.length > 0 ? 1 : 0
}

/** The sizes of what was found, shrunk: the median, and what 95 in a hundred do not exceed. */
function shrunkLine(rows: readonly MutantResult[]): string | undefined {
  const sizes = (key: keyof CaseSize): readonly number[] => rows.flatMap((row) => row[key] ?? [])
  const { length } = sizes('operations')
  if (length === 0) return undefined
  const told = (['operations', 'actors', 'faults'] as const).map(
    (key) => `${quantile(sizes(key), 0.5)} ${key} (${quantile(sizes(key), 0.95)})`,
  )
  return `${length} shrunk cases, median and 95th percentile: ${told.join(', ')}`
}
